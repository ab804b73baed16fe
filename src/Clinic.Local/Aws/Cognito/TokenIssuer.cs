using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Template;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clinic.Local.Aws.Cognito;

/// <summary>Makes access and ID tokens with the claims of Cognito's, as changed by the pre token generation trigger.</summary>
internal sealed class TokenIssuer(UserPoolSettings settings, SigningKey key, TimeProvider time)
{
    public const string BaseScope = "aws.cognito.signin.user.admin";

    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>An AuthenticationResult without a refresh token.</summary>
    public JsonObject Issue(TokenGrant grant, string issuer, JsonObject? overrides)
    {
        var eventId = NewId();
        return new JsonObject
        {
            ["AccessToken"] = Sign(AccessClaims(grant, issuer, eventId, overrides)),
            ["ExpiresIn"] = (int)settings.AccessTokenLife.TotalSeconds,
            ["IdToken"] = Sign(IdClaims(grant, issuer, eventId, overrides)),
            ["TokenType"] = "Bearer",
        };
    }

    /// <summary>An access token of the client credentials grant: the client is the subject, and no trigger runs.</summary>
    public string IssueForClient(MachineClient client, IEnumerable<string> scopes, string issuer)
    {
        var now = time.GetUtcNow();
        return Sign(new JsonObject
        {
            ["sub"] = client.Id,
            ["token_use"] = "access",
            ["scope"] = string.Join(' ', scopes),
            ["auth_time"] = now.ToUnixTimeSeconds(),
            ["iss"] = issuer,
            ["exp"] = (now + client.AccessTokenLife).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["version"] = 2,
            ["jti"] = NewId(),
            ["client_id"] = client.Id,
        });
    }

    public string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString();

    private JsonObject AccessClaims(TokenGrant grant, string issuer, string eventId, JsonObject? overrides)
    {
        var changes = overrides?["accessTokenGeneration"] as JsonObject;
        var claims = CommonClaims(grant, issuer, eventId, "access", settings.AccessTokenLife, overrides);
        claims["client_id"] = settings.ClientId;
        claims["username"] = grant.Account.Username;
        claims["scope"] = string.Join(' ', TokenOverrides.Scopes(changes));
        TokenOverrides.ApplyClaims(claims, changes);
        return claims;
    }

    private JsonObject IdClaims(TokenGrant grant, string issuer, string eventId, JsonObject? overrides)
    {
        var claims = CommonClaims(grant, issuer, eventId, "id", settings.IdTokenLife, overrides);
        claims["aud"] = settings.ClientId;
        claims["cognito:username"] = grant.Account.Username;
        foreach (var (name, value) in grant.Account.Attributes)
            claims[name] = name.EndsWith("_verified", StringComparison.Ordinal) ? value == "true" : value;
        TokenOverrides.ApplyClaims(claims, overrides?["idTokenGeneration"] as JsonObject);
        return claims;
    }

    private JsonObject CommonClaims(
        TokenGrant grant, string issuer, string eventId, string use, TimeSpan life, JsonObject? overrides)
    {
        var now = time.GetUtcNow();
        var claims = new JsonObject
        {
            ["sub"] = grant.Account.Sub,
            ["iss"] = issuer,
            ["event_id"] = eventId,
            ["token_use"] = use,
            ["auth_time"] = grant.AuthTime.ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + life).ToUnixTimeSeconds(),
            ["jti"] = NewId(),
        };
        if (settings.EnableTokenRevocation)
            claims["origin_jti"] = grant.OriginJti;
        if (overrides?["groupOverrideDetails"]?["groupsToOverride"] is JsonArray { Count: > 0 } groups)
            claims["cognito:groups"] = groups.DeepClone();
        return claims;
    }

    private string Sign(JsonObject claims) => handler.CreateToken(claims.ToJsonString(), key.Credentials);
}

/// <summary>The pool's RSA key: made once per folder, so that tokens outlive a restart of the host.</summary>
internal sealed class SigningKey
{
    private readonly RSAParameters publicPart;

    private SigningKey(RSA rsa)
    {
        // Give the parameters rather than the RSA object, so that the token library signs with one object per thread.
        var key = new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true));
        publicPart = rsa.ExportParameters(includePrivateParameters: false);
        key.KeyId = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
        Credentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256);
        Public = new RsaSecurityKey(publicPart) { KeyId = key.KeyId };
    }

    public SigningCredentials Credentials { get; }

    /// <summary>What verifies the pool's tokens.</summary>
    public SecurityKey Public { get; }

    public static SigningKey Load(string? path)
    {
        using var rsa = RSA.Create(2048);
        if (File.Exists(path))
            Import(rsa, path);
        else if (path is not null)
            PrivateFile.Replace(path, rsa.ExportPkcs8PrivateKeyPem());
        return new SigningKey(rsa);
    }

    private static void Import(RSA rsa, string path)
    {
        try
        {
            rsa.ImportFromPem(File.ReadAllText(path));
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new InvalidDataException($"The key in {path} cannot be read; without the file a new one is made.", error);
        }
    }

    /// <summary>The key set document of the pool (RFC 7517).</summary>
    public JsonObject ToJwks() => new()
    {
        ["keys"] = new JsonArray(new JsonObject
        {
            ["alg"] = "RS256",
            ["e"] = Base64UrlEncoder.Encode(publicPart.Exponent),
            ["kid"] = Public.KeyId,
            ["kty"] = "RSA",
            ["n"] = Base64UrlEncoder.Encode(publicPart.Modulus),
            ["use"] = "sig",
        }),
    };
}
