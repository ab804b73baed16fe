using Clinic.Core.Agenda;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Agenda;

public sealed class CalendarFeedSecretTests
{
    private readonly CalendarFeedSecret secret = CalendarFeedSecret.New(A.Id());

    [Fact]
    public void The_file_of_an_address_is_read_back_and_holds_256_random_bits()
    {
        var read = CalendarFeedSecret.Parse(secret.File)!;

        Assert.Matches("^[A-Za-z0-9_-]{64}\\.ics$", secret.File);
        Assert.Equal(secret.OwnerId, read.OwnerId);
        Assert.Equal(32, read.Secret.Length);
        Assert.True(read.IsOf(new CalendarFeed(A.Id(), secret.Hash, A.Moment)));
        Assert.False(read.IsOf(new CalendarFeed(A.Id(), CalendarFeedSecret.New(secret.OwnerId).Hash, A.Moment)));
    }

    [Fact]
    public void What_is_not_one_is_refused()
    {
        foreach (var file in (string[])["", ".ics", "feeds", secret.File[..^4], secret.File[1..], "A" + secret.File, secret.File + ".ics", " " + secret.File[1..], "=" + secret.File[1..], "ñ" + secret.File[1..], secret.File.Replace(".ics", ".ICS", StringComparison.Ordinal)])
            Assert.Null(CalendarFeedSecret.Parse(file));
    }
}
