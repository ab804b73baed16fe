using Clinic.Core.Accounts;
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
}
