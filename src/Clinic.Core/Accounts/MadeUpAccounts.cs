using Clinic.Core.Security;

namespace Clinic.Core.Accounts;

/// <summary>What an email that nobody has is answered with: always the same account id and salt, and from outside like real ones.</summary>
public sealed class MadeUpAccounts(KeyRing keys)
{
    public async Task<string> AccountIdAsync(string email)
    {
        var bytes = (await keys.LastingMacAsync(KeyRing.MadeUpAccounts, email)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80); // version 8, "custom", of RFC 9562: no version 7 id can ever be the same
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    public async Task<string> SaltAsync(string accountId)
    {
        var mac = await keys.LastingMacAsync(KeyRing.MadeUpSalts, accountId);
        return string.Create(PasswordDigest.SaltLength, mac, (salt, bytes) =>
        {
            for (var i = 0; i < salt.Length; i++)
                salt[i] = PasswordDigest.SaltAlphabet[bytes[i] % PasswordDigest.SaltAlphabet.Length];
        });
    }
}
