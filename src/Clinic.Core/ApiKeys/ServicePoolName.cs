using Clinic.Core.Http;

namespace Clinic.Core.ApiKeys;

/// <summary>The user name of an API key's account in the Cognito pool.</summary>
public static class ServicePoolName
{
    private const string Prefix = "key.";

    public static string Of(string keyId) => Prefix + keyId;

    /// <summary>The key's id; null when the name is none of a key.</summary>
    public static string? Parse(string? name) =>
        name is not null && name.StartsWith(Prefix, StringComparison.Ordinal) && Identifier.TryParse(name[Prefix.Length..], out var id) && Of(id) == name ? id : null;
}
