using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.ApiKeys;

/// <summary>A machine client's key as it is stored: only a digest of the key itself.</summary>
/// <param name="Id">A UUID of version 7; it is part of the key.</param>
/// <param name="Hash">Hex SHA-256 of the key's secret part, which has 256 random bits: it needs no salt and no slow hash.</param>
/// <param name="Scopes">What a token of the key may do, and nothing else.</param>
/// <param name="CreatedById">The user or the API key that made it, with whose right it ends; or the app client of a client-credentials token.</param>
public sealed record ApiKey(
    string Id, string Name, IReadOnlyList<string> Scopes, string Hash, string CreatedById, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt = null)
{
    public bool IsValid(DateTimeOffset now) => ExpiresAt is null || now < ExpiresAt;
}

/// <summary>The body of POST /auth/api-keys.</summary>
/// <param name="Name">What the key is for.</param>
/// <param name="Scopes">Some of the caller's own scopes.</param>
/// <param name="ExpiresAt">When the key ends; absent: never.</param>
public sealed record NewApiKey(string? Name = null, IReadOnlyList<string>? Scopes = null, DateTimeOffset? ExpiresAt = null);

/// <summary>A new key.</summary>
/// <param name="Key">The key itself. It is shown this once and kept nowhere.</param>
public sealed record CreatedApiKey(string Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, string Key);

/// <summary>A key in the list, without the key itself.</summary>
/// <param name="LastUsedAt">When it was last exchanged for a token, to the minute.</param>
public sealed record ApiKeyView(
    string Id, string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt, string CreatedById, DateTimeOffset? LastUsedAt)
{
    public static ApiKeyView Of(ApiKey key) => new(key.Id, key.Name, key.Scopes, key.ExpiresAt, key.CreatedAt, key.CreatedById, key.LastUsedAt);
}

/// <summary>A service's access token (RFC 6749, section 5.1): there is no refresh token, the key is exchanged anew.</summary>
/// <param name="ExpiresIn">The token's life in seconds.</param>
/// <param name="Scope">The key's scopes, separated by blanks.</param>
public sealed record ServiceTokenView(string AccessToken, int ExpiresIn, string TokenType, string Scope);

/// <summary>The rules of POST /auth/api-keys. The service checks that the scopes are the caller's own.</summary>
public sealed class NewApiKeyRules : AbstractValidator<NewApiKey>
{
    private const int LongestName = 60;

    public NewApiKeyRules(TimeProvider time)
    {
        RuleFor(key => key.Name).RequiredLine(LongestName);
        RuleFor(key => key.Scopes)
            .Meets(new() { Required = true, MaxItems = Scope.All.Count }, FaultOf);
        RuleFor(key => key.ExpiresAt)
            .Meets(new(), end => end is null || end > time.GetUtcNow() ? null : new(FieldCode.OutOfRange, new("debe estar en el futuro", "must be in the future")));
    }

    private static FieldFault? FaultOf(IReadOnlyList<string>? scopes)
    {
        var text = Phrases.Required(Phrases.SomeOf(Scope.All));
        return scopes switch
        {
            null or [] => new(FieldCode.Required, text),
            _ when !scopes.All(Scope.All.Contains) => new(FieldCode.NotInCatalogue, text),
            _ when scopes.Distinct().Count() < scopes.Count => new(FieldCode.Duplicate, text),
            _ => null,
        };
    }
}

/// <summary>An API key as its owner holds it: <c>ck_</c>, the key's id, <c>_</c> and 256 random bits in base64url.</summary>
public sealed record ApiKeySecret(string Id, string Secret)
{
    private const string Prefix = "ck_";
    private const int IdLength = 36;
    private const int SecretLength = 43;

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Secret)));

    public static ApiKeySecret New(TimeProvider time) => new(Identifier.New(time), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Null when the text is not a key.</summary>
    public static ApiKeySecret? Parse(string text) =>
        text.Length == Prefix.Length + IdLength + 1 + SecretLength
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && Identifier.TryParse(text.Substring(Prefix.Length, IdLength), out var id)
        && text[Prefix.Length + IdLength] == '_'
            ? new ApiKeySecret(id, text[^SecretLength..])
            : null;

    public bool Matches(ApiKey key) => ConstantTime.Equal(Hash, key.Hash);

    public override string ToString() => $"{Prefix}{Id}_{Secret}";
}
