using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Security;

public sealed class KeyRingTests
{
    private int fetches;

    [Fact]
    public async Task A_key_is_256_bits_and_always_the_same()
    {
        var key = await Ring("root").KeyAsync(KeyRing.PageTokens);

        Assert.Equal(32, key.Length);
        Assert.Equal(key, await Ring("root").KeyAsync(KeyRing.PageTokens));
    }

    [Fact]
    public async Task Every_purpose_and_every_secret_has_its_own_key()
    {
        string[] purposes = [KeyRing.PageTokens, KeyRing.DecoySalts, KeyRing.DecoyAccounts, KeyRing.ResetCodes, KeyRing.Messages];
        var keys = new List<string>();
        foreach (var secret in new[] { "root", "another root" })
        {
            foreach (var purpose in purposes)
                keys.Add(Convert.ToHexString(await Ring(secret).KeyAsync(purpose)));
        }

        Assert.Equal(10, keys.Distinct().Count());
    }

    /// <summary>Keys outlive releases: a change here would break stored codes and made-up salts.</summary>
    [Fact]
    public async Task The_derivation_is_HKDF_with_a_label() => Assert.Equal(
        System.Security.Cryptography.HKDF.DeriveKey(System.Security.Cryptography.HashAlgorithmName.SHA256, "root"u8.ToArray(), 32, info: "clinic/page-tokens"u8.ToArray()),
        await Ring("root").KeyAsync("page-tokens"));

    [Fact]
    public async Task The_secret_is_fetched_once_and_from_the_start()
    {
        var ring = Ring("root");
        Assert.Equal(1, fetches);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ring.KeyAsync("purpose " + i)));

        Assert.Equal(1, fetches);
    }

    [Fact]
    public async Task All_who_need_a_key_before_the_secret_is_there_wait_for_the_one_fetch()
    {
        var secret = new TaskCompletionSource<string>();
        var ring = new KeyRing(() =>
        {
            fetches++;
            return secret.Task;
        });

        var keys = Enumerable.Range(0, 20).Select(_ => ring.KeyAsync(KeyRing.Messages)).ToList();
        secret.SetResult("root");

        var expected = await Ring("root").KeyAsync(KeyRing.Messages);
        Assert.All(await Task.WhenAll(keys), key => Assert.Equal(expected, key));
        Assert.Equal(2, fetches); // this ring's, and that of the expected key's ring
    }

    [Fact]
    public async Task A_failed_fetch_is_tried_again_at_the_next_use()
    {
        var ring = new KeyRing(() => ++fetches <= 2 ? Task.FromException<string>(new TimeoutException()) : Task.FromResult("root"));

        await Assert.ThrowsAsync<TimeoutException>(() => ring.KeyAsync(KeyRing.PageTokens));
        Assert.Equal(await Ring("root").KeyAsync(KeyRing.PageTokens), await ring.KeyAsync(KeyRing.PageTokens));
    }

    [Fact]
    public async Task A_cancelled_fetch_is_tried_again_at_the_next_use()
    {
        var ring = new KeyRing(() => ++fetches == 1 ? Task.FromCanceled<string>(new CancellationToken(true)) : Task.FromResult("root"));

        Assert.Equal(await Ring("root").KeyAsync(KeyRing.PageTokens), await ring.KeyAsync(KeyRing.PageTokens));
    }

    [Fact]
    public async Task After_a_rotation_the_new_root_is_the_current_one_and_the_old_keys_are_found_by_their_ids()
    {
        var (before, after) = (Ring("old root"), Ring("new root\nold root\n"));

        Assert.Equal(await Ring("new root").KeyAsync(KeyRing.Messages), await after.KeyAsync(KeyRing.Messages));
        Assert.Equal(await before.KeyAsync(KeyRing.Messages), await after.FindKeyAsync(KeyRing.Messages, await before.KeyIdAsync()));
        Assert.NotEqual(await before.KeyIdAsync(), await after.KeyIdAsync());
        Assert.Matches("^[0-9a-f]{8}$", await after.KeyIdAsync());
    }

    [Fact]
    public async Task What_has_to_last_stays_the_same_through_a_rotation()
    {
        var (before, after) = (Ring("old root"), Ring("new root\nold root"));

        Assert.Equal(await before.LastingMacAsync(KeyRing.DecoySalts, "x"), await after.LastingMacAsync(KeyRing.DecoySalts, "x"));
        Assert.NotEqual(await before.MacAsync(KeyRing.ResetCodes, "x"), await after.MacAsync(KeyRing.ResetCodes, "x"));
    }

    [Fact]
    public async Task A_process_that_has_not_seen_the_rotation_fetches_the_secret_anew()
    {
        var secrets = new Queue<string>(["old root", "new root\nold root"]);
        var ring = new KeyRing(() => Task.FromResult(secrets.Dequeue()));
        var keyId = await Ring("new root").KeyIdAsync();

        Assert.Equal(await Ring("new root").KeyAsync(KeyRing.Messages), await ring.FindKeyAsync(KeyRing.Messages, keyId));
        Assert.Equal(keyId, await ring.KeyIdAsync());
    }

    [Fact]
    public async Task A_secret_that_is_ten_minutes_old_is_fetched_anew()
    {
        var clock = A.Clock();
        var secrets = new Queue<string>(["old root", "new root\nold root"]);
        var ring = new KeyRing(() => Task.FromResult(secrets.Dequeue()), clock);

        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(await Ring("old root").KeyIdAsync(), await ring.KeyIdAsync());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(await Ring("new root").KeyIdAsync(), await ring.KeyIdAsync());
    }

    [Fact]
    public async Task An_old_secret_serves_while_no_newer_one_can_be_fetched()
    {
        var clock = A.Clock();
        var ring = new KeyRing(() => ++fetches == 2 ? Task.FromException<string>(new TimeoutException()) : Task.FromResult(fetches == 1 ? "old root" : "new root"), clock);

        clock.Advance(TimeSpan.FromMinutes(10));
        var during = await ring.KeyIdAsync();
        clock.Advance(TimeSpan.FromMinutes(10));
        var after = await ring.KeyIdAsync();

        Assert.Equal((await Ring("old root").KeyIdAsync(), await Ring("new root").KeyIdAsync()), (during, after));
    }

    [Fact]
    public async Task An_unknown_id_fetches_the_secret_at_most_once_a_minute()
    {
        var clock = A.Clock();
        var ring = Ring("root", clock);
        var unknown = await Ring("another root").KeyIdAsync();
        fetches = 0;

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ring.FindKeyAsync(KeyRing.Messages, unknown))), Assert.Null);
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(await ring.FindKeyAsync(KeyRing.Messages, "00000000"));
        Assert.Equal(1, fetches);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await ring.FindKeyAsync(KeyRing.Messages, unknown));
        Assert.Equal(2, fetches);
    }

    [Fact]
    public async Task All_who_meet_a_new_id_at_once_wait_for_the_one_fetch()
    {
        var answers = new Queue<Task<string>>([Task.FromResult("old root")]);
        var rotated = new TaskCompletionSource<string>();
        answers.Enqueue(rotated.Task);
        var ring = new KeyRing(answers.Dequeue);
        var keyId = await Ring("new root").KeyIdAsync();

        var found = Enumerable.Range(0, 20).Select(_ => ring.FindKeyAsync(KeyRing.Messages, keyId)).ToList();
        rotated.SetResult("new root\nold root");

        var expected = await Ring("new root").KeyAsync(KeyRing.Messages);
        Assert.All(await Task.WhenAll(found), key => Assert.Equal(expected, key));
    }

    [Fact]
    public async Task A_failing_service_takes_no_key_away()
    {
        var clock = A.Clock();
        var ring = new KeyRing(() => ++fetches == 1 ? Task.FromResult("root") : Task.FromException<string>(new TimeoutException()), clock);
        var (keyId, key) = (await ring.KeyIdAsync(), await ring.KeyAsync(KeyRing.Messages));

        for (var minute = 0; minute < 30; minute++)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => ring.FindKeyAsync(KeyRing.Messages, "00000000")); // whether there is such a root nobody can tell
            Assert.Equal(key, await ring.FindKeyAsync(KeyRing.Messages, keyId));
            Assert.Equal(key, await ring.KeyAsync(KeyRing.Messages));
            clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task A_fetch_that_was_overtaken_does_not_bring_its_roots_back()
    {
        var clock = A.Clock();
        var slow = new TaskCompletionSource<string>();
        var answers = new Queue<Task<string>>([Task.FromResult("root"), slow.Task, Task.FromResult("new root\nroot")]);
        var ring = new KeyRing(answers.Dequeue, clock);

        var search = ring.FindKeyAsync(KeyRing.Messages, "00000000");
        clock.Advance(TimeSpan.FromMinutes(10));
        var current = await ring.KeyIdAsync();
        slow.SetResult("root");
        await search;

        Assert.Equal((await Ring("new root").KeyIdAsync(), current), (current, await ring.KeyIdAsync()));
    }

    [Fact]
    public async Task An_empty_text_is_sealed_and_opened_too()
    {
        var ring = Ring("root");
        var (ciphertext, keyId) = await ring.SealAsync(KeyRing.Messages, [], "m-1");

        Assert.True(await ring.OpenAsync(KeyRing.Messages, keyId, ciphertext, "m-1") is { Length: 0 });
        Assert.Null(await ring.OpenAsync(KeyRing.Messages, keyId, ciphertext.AsMemory(1), "m-1"));
    }

    [Fact]
    public async Task A_root_that_was_taken_out_of_the_secret_has_no_key() =>
        Assert.Null(await Ring("root").FindKeyAsync(KeyRing.Messages, await Ring("another root").KeyIdAsync()));

    [Fact]
    public Task A_secret_without_a_root_is_an_error() => Assert.ThrowsAsync<InvalidOperationException>(() => Ring(" \n").KeyAsync(KeyRing.Messages));

    private KeyRing Ring(string secret, TimeProvider? time = null) => new(
        () =>
        {
            fetches++;
            return Task.FromResult(secret);
        },
        time);
}
