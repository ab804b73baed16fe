using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

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
