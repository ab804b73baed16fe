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
            throw new ConflictException(ProblemCode.EmailTaken);
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

    [Fact]
    public async Task One_more_attempt_starts_when_the_patience_is_just_used_up()
    {
        var clock = A.Clock();

        var retrying = new Contention(clock).RetryAsync(() =>
        {
            clock.Advance(attempts == 0 ? Contention.Patience : TimeSpan.Zero);
            return ++attempts < 2 ? throw new ContentionException() : Task.FromResult(attempts);
        });
        clock.Advance(Contention.LongestPauseAfter(0, Contention.Patience));

        Assert.Equal(2, await retrying);
    }

    /// <summary>Whatever pause it draws: with a slow attempt a longer one would go beyond the function's time.</summary>
    [Fact]
    public async Task After_slow_attempts_the_last_one_starts_when_the_patience_is_used_up()
    {
        for (var draw = 0; draw < 20; draw++)
        {
            var (clock, tries) = (A.Clock(), 0);
            var retrying = new Contention(clock).RetryAsync(() =>
            {
                clock.Advance(tries == 0 ? Contention.Patience - TimeSpan.FromSeconds(1) : TimeSpan.Zero);
                return ++tries < 2 ? throw new ContentionException() : Task.FromResult(tries);
            });
            clock.Advance(TimeSpan.FromSeconds(1));

            Assert.Equal(2, await retrying.WaitAsync(TimeSpan.FromSeconds(10)));
        }
    }

    [Fact]
    public async Task A_batch_of_which_nothing_was_done_is_tried_once_more_when_the_patience_is_just_used_up()
    {
        var clock = A.Clock();

        var draining = new Contention(clock).DrainAsync([1], batch =>
        {
            clock.Advance(attempts == 0 ? Contention.Patience : TimeSpan.Zero);
            return Task.FromResult<IReadOnlyList<int>>(++attempts < 2 ? batch : []);
        });
        clock.Advance(Contention.LongestPauseAfter(0));
        await draining;

        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task A_batch_is_repeated_for_what_is_left_of_it()
    {
        var sizes = new List<int>();

        await new Contention(TimeProvider.System).DrainAsync([1, 2, 3, 4, 5], batch =>
        {
            sizes.Add(batch.Count);
            return Task.FromResult<IReadOnlyList<int>>([.. batch.Skip(2)]);
        });

        Assert.Equal([5, 3, 1], sizes);
    }

    /// <summary>As long as something is done of it, it goes on.</summary>
    [Fact]
    public async Task A_batch_is_given_up_when_nothing_of_it_is_done_for_a_while()
    {
        var clock = A.Clock();
        using var turning = new Timer(_ => clock.Advance(TimeSpan.FromSeconds(2)), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        var left = 5;

        await Assert.ThrowsAsync<BusyException>(() => new Contention(clock).DrainAsync(Enumerable.Range(0, left).ToList(), batch =>
        {
            attempts++;
            clock.Advance(TimeSpan.FromSeconds(15));
            left = Math.Max(1, left - 1);
            return Task.FromResult<IReadOnlyList<int>>([.. batch.Take(left)]);
        }));

        Assert.Equal(1, left);
        Assert.InRange(attempts, 5, 7);
    }

    [Fact]
    public void Pauses_grow_up_to_a_bound()
    {
        var pauses = Enumerable.Range(0, 100).Select(tries => Contention.LongestPauseAfter(tries)).ToList();

        Assert.Equal(pauses.Order(), pauses);
        Assert.Equal((TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(1_500)), (pauses[0], pauses[^1]));
    }

    [Theory]
    [InlineData(0, 50, 5)]
    [InlineData(3, 50, 40)]
    [InlineData(0, 150, 200)]
    [InlineData(3, 150, 1_600)]
    [InlineData(3, 2_000, 5_000)]
    [InlineData(99, 51, 5_000)]
    public void Pauses_are_the_longer_the_longer_a_slow_attempt_takes(int tries, int attempt, int longest) =>
        Assert.Equal(TimeSpan.FromMilliseconds(longest), Contention.LongestPauseAfter(tries, TimeSpan.FromMilliseconds(attempt)));
}
