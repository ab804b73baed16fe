using Clinic.Core.ApiKeys;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.ApiKeys;

public sealed class KeyFailuresTests
{
    [Fact]
    public void Ten_failures_of_an_id_are_counted_and_the_next_waits_for_the_end_of_the_window()
    {
        var clock = A.Clock();
        var failures = new KeyFailures(clock);
        for (var count = 0; count < 10; count++)
            failures.Count("a");
        clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(new AttemptsLeft(0, TimeSpan.FromMinutes(10)), failures.Left("a"));
        Assert.Equal(TimeSpan.FromMinutes(10), Assert.Throws<TooManyRequestsException>(() => failures.Count("a")).RetryAfter);
        Assert.Equal(new AttemptsLeft(10, TimeSpan.FromMinutes(15)), failures.Left("b"));

        clock.Advance(TimeSpan.FromMinutes(10));
        failures.Count("a");
        Assert.Equal(new AttemptsLeft(9, TimeSpan.FromMinutes(15)), failures.Left("a"));
    }

    [Fact]
    public void It_forgets_rather_than_grow()
    {
        var failures = new KeyFailures(A.Clock());

        for (var id = 0; id <= 1000; id++)
            failures.Count(id.ToString(System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(10, failures.Left("0").Count);
        Assert.Equal(9, failures.Left("1000").Count);
    }
}
