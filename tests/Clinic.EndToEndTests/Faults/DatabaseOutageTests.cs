using System.Collections.Concurrent;
using Clinic.EndToEndTests.Messages;
using Clinic.Local;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Faults;

public sealed class DatabaseOutageTests : IDisposable
{
    private const int Posts = 200;
    private readonly string state = Directory.CreateTempSubdirectory("clinic-e2e-").FullName;

    [Fact]
    public async Task After_an_outage_in_the_middle_of_200_posts_every_accepted_message_is_settled_and_none_went_out_more_than_twice()
    {
        await using var host = await LocalHost.StartAsync(new LocalHostOptions { Port = 0, StateDirectory = state, DynamoDbEndpoint = null, Seeding = Seeding.Accounts });
        using var http = ApiClient.Connect(host.BaseAddress);
        var admin = await new ApiClient(http).SignInAsync(DemoAccounts.Admin.Email, DemoAccounts.Password);
        var accepted = new ConcurrentDictionary<string, string>();
        var outage = Task.CompletedTask;

        await Parallel.ForEachAsync(Enumerable.Range(0, Posts), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) =>
        {
            if (number == Posts / 4)
                outage = RestartDatabaseAsync(host);
            var to = $"fila{number}@example.org";
            Answer answer;
            while ((answer = await admin.TryPostAsync("/messages", QueuedMessages.Message(to, number % 2 == 0), $"outage-{number}")).Status != 202)
                await Task.Delay(500, CancellationToken.None);
            accepted[answer.Id] = to;
        });
        await outage;

        Assert.Equal(Posts, accepted.Count);
        var mailbox = new Mailbox(http);
        foreach (var (id, to) in accepted)
        {
            var settled = await admin.SettledAsync(id);
            var mails = (await mailbox.ToAsync(to)).Count;
            Assert.True(settled.Value("status") == "sent" ? mails >= 1 : settled.Value("failure") is not null, settled.Text);
            Assert.InRange(mails, 0, 2);
            Assert.Single(await admin.MessagesToAsync(to));
        }
    }

    public void Dispose() => Directory.Delete(state, recursive: true);

    private static async Task RestartDatabaseAsync(LocalHost host)
    {
        await host.StopDatabaseAsync();
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        await host.StartDatabaseAsync();
    }
}
