using Clinic.Core.Accounts;
using Clinic.Core.Http;
using Xunit;

namespace Clinic.UnitTests.Accounts;

public sealed class LockoutTests
{
    [Theory]
    [InlineData(1, null)]
    [InlineData(4, null)]
    [InlineData(5, 15)]
    [InlineData(6, null)]
    [InlineData(10, 30)]
    [InlineData(15, 60)]
    [InlineData(20, 120)]
    [InlineData(30, 480)]
    [InlineData(35, 960)]
    [InlineData(40, 1440)]
    [InlineData(45, 1440)]
    [InlineData(5_000_000, 1440)]
    public void Every_fifth_failure_locks_for_twice_as_long_up_to_a_day(int failures, int? minutes) =>
        Assert.Equal(minutes, LoginGuard.LockAfter(failures)?.TotalMinutes);

    [Theory]
    [InlineData(0, null, 5, 15)]
    [InlineData(1, null, 4, 15)]
    [InlineData(4, null, 1, 15)]
    [InlineData(5, 14, 0, 14)]
    [InlineData(5, -1, 5, 30)]
    [InlineData(7, -20, 3, 30)]
    public void What_is_left_are_the_failures_up_to_the_next_lock_and_how_long_that_lasts(int failures, int? lockedForMinutes, int left, int minutes)
    {
        var now = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
        var credential = new Credential("", null, null, null, false, 0, 0, failures, lockedForMinutes is { } end ? now.AddMinutes(end) : null);

        Assert.Equal(new AttemptsLeft(left, TimeSpan.FromMinutes(minutes)), LoginGuard.Left(credential, now));
    }
}
