using Microsoft.IdentityModel.Tokens;

namespace Clinic.Local.Gateway;

/// <summary>Who issues the tokens that the gateway accepts: the user pool.</summary>
internal interface ITokenKeys
{
    /// <summary>The iss claim of its tokens.</summary>
    string Issuer { get; }

    /// <summary>The public keys that its tokens may be signed with.</summary>
    IReadOnlyCollection<SecurityKey> Keys { get; }
}
