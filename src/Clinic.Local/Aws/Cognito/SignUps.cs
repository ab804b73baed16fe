using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Clinic.Local.Aws.Cognito;

/// <summary>SignUp: the pre sign-up trigger may refuse it, or confirm the user at once.</summary>
internal sealed class SignUps(AccountStore accounts, Triggers triggers, TimeProvider time)
{
    private static readonly HashSet<string> standardAttributes =
    [
        "address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name", "nickname",
        "phone_number", "picture", "preferred_username", "profile", "updated_at", "website", "zoneinfo",
    ];

    public async Task<JsonObject> SignUpAsync(JsonObject request, CancellationToken cancellation)
    {
        var username = CheckedUsername(request);
        if (request.OptionalString("Password") is { } password)
            PasswordPolicy.Check(password);
        var attributes = CheckedAttributes(request);
        var response = await triggers.PreSignUpAsync(
            username,
            JsonMembers.ToJson(attributes),
            request.NameValueList("ValidationData") is { } data ? JsonMembers.ToJson(data) : null,
            request["ClientMetadata"] as JsonObject,
            cancellation);
        MarkVerified(attributes, response);
        var account = new Account(
            username, Guid.CreateVersion7(time.GetUtcNow()).ToString(), response?.IsTrue("autoConfirmUser") ?? false, attributes);
        if (!accounts.TryAdd(account))
            throw new ServiceException("UsernameExistsException", "User already exists");
        return new JsonObject { ["UserConfirmed"] = account.Confirmed, ["UserSub"] = account.Sub };
    }

    private static string CheckedUsername(JsonObject request)
    {
        var username = request.RequiredString("Username");
        return username.Length <= 128 && !username.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
            ? username
            : throw Invalid("1 validation error detected: Value at 'username' failed to satisfy constraint: "
                + "Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+");
    }

    private static Dictionary<string, string> CheckedAttributes(JsonObject request)
    {
        var attributes = request.NameValueList("UserAttributes") ?? [];
        return attributes.Keys.FirstOrDefault(name => !standardAttributes.Contains(name)) is { } unknown
            ? throw Invalid($"Attributes did not conform to the schema: Type for attribute {{{unknown}}} could not be determined")
            : attributes;
    }

    private static ServiceException Invalid(string message) => new("InvalidParameterException", message);

    private static void MarkVerified(Dictionary<string, string> attributes, JsonObject? response)
    {
        if (attributes.ContainsKey("email"))
            attributes["email_verified"] = response?.IsTrue("autoVerifyEmail") is true ? "true" : "false";
        if (attributes.ContainsKey("phone_number"))
            attributes["phone_number_verified"] = response?.IsTrue("autoVerifyPhone") is true ? "true" : "false";
    }
}

/// <summary>RevokeToken ends one sign-in, GlobalSignOut all of a user's sign-ins. Issued access tokens live until they expire.</summary>
internal sealed class SignOuts(
    UserPoolSettings settings, RefreshTokenStore refreshTokens, SigningKey key, Func<string> issuerAddress, TimeProvider time)
{
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    public JsonObject RevokeToken(string token)
    {
        if (!settings.EnableTokenRevocation)
            throw new ServiceException("UnsupportedOperationException", "Revocation is not supported for this app client.");
        if (handler.CanReadToken(token))
            throw new ServiceException("UnsupportedTokenTypeException", "Token type is not supported.");
        // RFC 7009: a token that is unknown or no longer valid needs no revocation, which is not an error.
        refreshTokens.Revoke(token);
        return [];
    }

    public async Task<JsonObject> GlobalSignOutAsync(string accessToken)
    {
        var result = await handler.ValidateTokenAsync(accessToken, Parameters());
        if (!result.IsValid || Claim(result, "token_use") != "access")
            throw Refused(result.Exception is SecurityTokenInvalidLifetimeException ? "Access Token has expired" : "Invalid Access Token");
        if (refreshTokens.IsRevoked(Claim(result, "origin_jti")))
            throw Refused("Access Token has been revoked");
        if (!Claim(result, "scope").Split(' ').Contains(TokenIssuer.BaseScope))
            throw Refused("Access Token does not have required scopes");
        refreshTokens.RevokeAll(Claim(result, "username"));
        return [];
    }

    private TokenValidationParameters Parameters() => new()
    {
        IssuerSigningKey = key.Public,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        ValidIssuer = issuerAddress(),
        ValidateAudience = false,
        LifetimeValidator = (_, expires, _, _) => expires is { } end && end > time.GetUtcNow().UtcDateTime,
    };

    private static string Claim(TokenValidationResult result, string name) =>
        result.Claims.TryGetValue(name, out var value) && value is string text ? text : "";

    private static ServiceException Refused(string message) => new("NotAuthorizedException", message);
}
