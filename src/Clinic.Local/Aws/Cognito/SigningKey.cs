using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;
using Microsoft.IdentityModel.Tokens;

namespace Clinic.Local.Aws.Cognito;

/// <summary>The pool's RSA key: made once per folder, so that tokens outlive a restart of the host.</summary>
internal sealed class SigningKey
{
    private readonly RSAParameters publicPart;

    private SigningKey(RSA rsa)
    {
        // The parameters rather than the RSA object: the token library then signs with one object per thread.
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
