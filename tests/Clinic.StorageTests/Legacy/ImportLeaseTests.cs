using Clinic.Ingestion;
using Clinic.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.StorageTests.Legacy;

public sealed class ImportLeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly TableSet tables = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 25, 10, 0, 0, TimeSpan.Zero));

    public Task InitializeAsync() => tables.InitializeAsync();

    public Task DisposeAsync() => tables.DisposeAsync();

    [Fact]
    public async Task One_has_it_until_it_is_given_back()
    {
        var (first, second) = (Lease(), Lease());

        Assert.True(await first.ClaimAsync("a"));
        Assert.False(await second.ClaimAsync("b"));
        await first.ReleaseAsync("a");

        Assert.True(await second.ClaimAsync("b"));
    }

    [Fact]
    public async Task The_same_invocation_sent_again_is_somebody_else()
    {
        Assert.True(await Lease().ClaimAsync("a"));

        Assert.False(await Lease().ClaimAsync("a"));
    }

    [Fact]
    public async Task It_runs_out_when_nobody_renews_it()
    {
        await Lease().ClaimAsync("a");

        time.Advance(ImportLease.Length);
        Assert.False(await Lease().ClaimAsync("b"));
        time.Advance(Second);
        Assert.True(await Lease().ClaimAsync("b"));
    }

    [Fact]
    public async Task Who_has_lost_it_does_not_give_it_back_for_the_other()
    {
        var late = Lease();
        await late.ClaimAsync("a");
        time.Advance(ImportLease.Length + Second);
        await Lease().ClaimAsync("b");

        await late.ReleaseAsync("a");

        Assert.False(await Lease().ClaimAsync("c"));
    }

    [Fact]
    public async Task It_is_renewed_while_the_work_lasts()
    {
        var lease = Lease();
        await lease.ClaimAsync("a");

        await lease.HoldAsync("a", async () =>
        {
            for (var i = 0; i < 12; i++)
            {
                var before = await HeldUntilAsync();
                time.Advance(TimeSpan.FromSeconds(20));
                while (await HeldUntilAsync() == before)
                    await Task.Delay(1);
                lease.Check();
            }
        });

        Assert.False(await Lease().ClaimAsync("b"));
    }

    [Fact]
    public async Task Nobody_writes_who_has_not_renewed_it_in_time()
    {
        var lease = Lease();
        Assert.Throws<InvalidOperationException>(lease.Check);
        await lease.ClaimAsync("a");
        time.Advance(TimeSpan.FromMinutes(1));
        lease.Check();

        time.Advance(Second);

        Assert.Throws<InvalidOperationException>(lease.Check);
    }

    private ImportLease Lease() => new(tables.Dynamo, tables.Imports, time);

    private async Task<string> HeldUntilAsync() => Assert.Single(await tables.ItemsAsync(tables.Imports))["heldUntil"].S;
}
