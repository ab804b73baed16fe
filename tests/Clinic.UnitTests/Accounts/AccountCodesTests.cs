using Clinic.Core.Accounts;
using Clinic.Core.Http;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Accounts;

public sealed class AccountCodesTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly AccountCodes None = new("u-1", null, 0, null, [], []);

    [Fact]
    public void The_pause_before_the_next_mail_ends_with_its_last_moment()
    {
        Assert.True(None.MayMail(A.Moment));
        foreach (var (mails, minutes) in new[] { (1, 1), (2, 2), (3, 4), (4, 8) })
        {
            var codes = None with { MailedAt = [.. Enumerable.Repeat(A.Moment, mails)] };

            Assert.False(codes.MayMail(A.Moment.AddMinutes(minutes) - Tick));
            Assert.True(codes.MayMail(A.Moment.AddMinutes(minutes)));
        }
    }

    [Fact]
    public void After_five_mails_the_next_one_waits_until_the_first_is_a_day_old()
    {
        var codes = None with { MailedAt = [A.Moment, .. Enumerable.Repeat(A.Moment.AddHours(1), 4)] };

        Assert.False(codes.MayMail(A.Moment.AddDays(1) - Tick));
        Assert.True(codes.MayMail(A.Moment.AddDays(1)));
    }

    [Theory]
    [InlineData(10, 15)]
    [InlineData(15, 30)]
    [InlineData(20, 24 * 60)]
    public void The_pause_after_many_tries_ends_with_its_last_moment(int tries, int minutes)
    {
        var end = A.Moment.AddMinutes(minutes);

        Assert.Null(Tried(tries - 1).PausedUntil(A.Moment));
        Assert.Equal(end, Tried(tries).PausedUntil(A.Moment));
        Assert.Equal(end, Tried(tries).PausedUntil(end - Tick));
        Assert.Null(Tried(tries).PausedUntil(end));
    }

    [Fact]
    public void Five_tries_of_a_reset_code_are_looked_at_and_none_more()
    {
        var codes = None with { Reset = new StoredCode("mac", A.Moment.AddMinutes(15)), ResetTries = 5 };

        Assert.True(codes.Accepts("mac", A.Moment));
        Assert.False((codes with { ResetTries = 6 }).Accepts("mac", A.Moment));
        Assert.True((codes with { ResetTries = 6, Invitation = codes.Reset }).Accepts("mac", A.Moment));
    }

    [Fact]
    public void A_code_is_good_up_to_its_last_moment_and_another_one_never()
    {
        var code = new StoredCode("mac", A.Moment);

        foreach (var codes in new[] { None with { Reset = code }, None with { Invitation = code } })
        {
            Assert.True(codes.Accepts("mac", A.Moment - Tick));
            Assert.False(codes.Accepts("mac", A.Moment));
            Assert.False(codes.Accepts("another", A.Moment - Tick));
        }
        Assert.False(None.Accepts("mac", A.Moment - Tick));
    }

    private static AccountCodes Tried(int times) => None with { TriedAt = [.. Enumerable.Repeat(A.Moment, times)] };

    [Theory]
    [InlineData(0, 20, 24 * 60)]
    [InlineData(1, 19, 23 * 60)]
    [InlineData(9, 11, 23 * 60)]
    [InlineData(10, 0, 14)] // a pause of 15 minutes, of which one is over
    [InlineData(20, 0, 23 * 60)]
    public void What_is_left_of_the_day_is_nothing_during_a_pause(int tries, int left, int minutes)
    {
        var now = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
        // All an hour ago, but the tenth, which was a minute ago.
        DateTimeOffset[] times = [.. Enumerable.Range(1, tries).Select(number => now.AddMinutes(number == 10 && tries == 10 ? -1 : -60))];

        Assert.Equal(new AttemptsLeft(left, TimeSpan.FromMinutes(minutes)), new AccountCodes("", null, 0, null, [], times).Left(now));
    }
}
