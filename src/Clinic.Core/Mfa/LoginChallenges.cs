using System.Buffers.Text;
using System.Text;
using Clinic.Core.Security;

namespace Clinic.Core.Mfa;

/// <summary>
/// The session between the two steps of a login, as the client holds it: the pool's user name and session, encrypted, so that it
/// tells nothing and cannot be put together by anybody else.
/// </summary>
public sealed class LoginChallenges(KeyRing keys)
{
    private const string Binding = "login-challenge";

    public async Task<ChallengeView> IssueAsync(string userName, string poolSession)
    {
        var (box, keyId) = await keys.SealAsync(KeyRing.LoginChallenges, Encoding.UTF8.GetBytes($"{userName}\n{poolSession}"), Binding);
        return new ChallengeView("totp", $"{keyId}.{Base64Url.EncodeToString(box)}");
    }

    /// <summary>Null when the text is no session of ours.</summary>
    public async Task<(string UserName, string PoolSession)?> OpenAsync(string session)
    {
        if (session.Split('.') is not [var keyId, var text] || !Base64Url.IsValid(text))
            return null;
        var plain = await keys.OpenAsync(KeyRing.LoginChallenges, keyId, Base64Url.DecodeFromChars(text), Binding);
        return plain is not null && Encoding.UTF8.GetString(plain).Split('\n') is [var userName, var poolSession] ? (userName, poolSession) : null;
    }
}
