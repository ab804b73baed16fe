using System.Globalization;
using System.Security.Cryptography;
using Clinic.Core.Security;

namespace Clinic.Core.Accounts;

/// <summary>Makes the single-use codes of invitation and reset mails: 8 digits. What is stored is an HMAC, so that the table alone does not tell the code.</summary>
public sealed class ResetCodes(KeyRing keys, TimeProvider time)
{
    public static readonly TimeSpan ResetLife = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan InvitationLife = TimeSpan.FromDays(7);

    public async Task<(string Code, StoredCode Stored)> NewAsync(string userId, TimeSpan life)
    {
        var code = RandomNumberGenerator.GetInt32(100_000_000).ToString("D8", CultureInfo.InvariantCulture);
        return (code, new StoredCode(await MacAsync(userId, code), time.GetUtcNow() + life));
    }

    public async Task<string> MacAsync(string userId, string code) =>
        Convert.ToHexStringLower(await keys.MacAsync(KeyRing.ResetCodes, $"{userId} {TypedCode.Normalize(code)}"));
}
