using Clinic.Core.Errors;
using Clinic.Core.Storage;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Storage;

public sealed class ContentionTests
{
    private int attempts;

    [Fact]
    public async Task What_lost_a_race_is_repeated_until_it_wins() =>
        Assert.Equal(4, await new Contention(TimeProvider.System).RetryAsync(() => ++attempts < 4 ? throw new ContentionException() : Task.FromResult(attempts)));

    [Fact]
    public async Task A_refusal_is_not_repeated()
    {
        await Assert.ThrowsAsync<ConflictException>(() => new Contention(TimeProvider.System).RetryAsync<int>(() =>
        {
            attempts++;
            throw new ConflictException("taken");
        }));

        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task It_gives_up_before_the_functions_time_is_over()
    {
        var clock = A.Clock();

        await Assert.ThrowsAsync<BusyException>(() => new Contention(clock).RetryAsync<int>(() =>
        {
            attempts++;
            clock.Advance(TimeSpan.FromSeconds(21));
            throw new ContentionException();
        }));

        Assert.Equal(1, attempts);
    }
}
