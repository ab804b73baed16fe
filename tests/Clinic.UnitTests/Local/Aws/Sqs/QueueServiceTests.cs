using System.Globalization;
using Clinic.Local.Aws.Sqs;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.Sqs;

public sealed class QueueServiceTests : IDisposable
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
    private readonly string folder = Directory.CreateTempSubdirectory("clinic-queues-").FullName;

    private string FilePath => Path.Combine(folder, "queues.jsonl");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_newest_thousand_are_kept_newest_last()
    {
        var queues = new QueueService(["q"], null, time);
        foreach (var number in Enumerable.Range(1, 1005))
            queues.Send("q", number.ToString(CultureInfo.InvariantCulture));

        var messages = queues.List()["q"];
        Assert.Equal((1000, "6", "1005"), (messages.Count, messages[0].Body, messages[^1].Body));
    }

    [Fact]
    public void Messages_survive_in_the_file_but_for_those_of_a_queue_that_is_no_more()
    {
        var queues = new QueueService(["q", "old"], FilePath, time);
        queues.Send("q", "á");
        queues.Send("old", "b");

        var again = new QueueService(["q", "new"], FilePath, time).List();

        Assert.Equal([new QueuedMessage(new DateTime(2026, 11, 22, 10, 0, 0, DateTimeKind.Utc), "á")], again["q"]);
        Assert.Equal(DateTimeKind.Utc, again["q"][0].At.Kind);
        Assert.Empty(again["new"]);
        Assert.False(again.ContainsKey("old"));
        Assert.DoesNotContain("old", File.ReadAllText(FilePath), StringComparison.Ordinal);
    }
}
