using Clinic.Core.Security;
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
        string[] purposes = [KeyRing.PageTokens, KeyRing.MadeUpSalts, KeyRing.MadeUpAccounts, KeyRing.ResetCodes];
        var keys = new List<string>();
        foreach (var secret in new[] { "root", "another root" })
        {
            foreach (var purpose in purposes)
                keys.Add(Convert.ToHexString(await Ring(secret).KeyAsync(purpose)));
        }

        Assert.Equal(8, keys.Distinct().Count());
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
    public async Task A_failed_fetch_is_tried_again_at_the_next_use()
    {
        var ring = new KeyRing(() => ++fetches <= 2 ? Task.FromException<string>(new TimeoutException()) : Task.FromResult("root"));

        await Assert.ThrowsAsync<TimeoutException>(() => ring.KeyAsync(KeyRing.PageTokens));
        Assert.Equal(await Ring("root").KeyAsync(KeyRing.PageTokens), await ring.KeyAsync(KeyRing.PageTokens));
    }

    private KeyRing Ring(string secret) => new(() =>
    {
        fetches++;
        return Task.FromResult(secret);
    });
}
