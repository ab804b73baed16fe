using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

[Collection(TheClinic.Name)]
public sealed class TokenTests(ClinicFixture clinic)
{
    /// <summary>The table of the contract, written out once more.</summary>
    public static TheoryData<string, string> ScopesOfRoles => new()
    {
        { "admin", "admin appointments.read appointments.write care.read care.write messages.decrypt messages.read messages.send reports.read self sessions.read sessions.write users.read users.write" },
        { "admin_support", "appointments.read appointments.write messages.read messages.send reports.read self users.read" },
        { "thanatologist", "appointments.read appointments.write care.read care.write messages.read messages.send reports.read self sessions.read sessions.write users.read users.write" },
        { "patient", "appointments.read messages.read self" },
    };

    [Theory]
    [MemberData(nameof(ScopesOfRoles))]
    public async Task Access_token_carries_user_role_and_the_scopes_of_the_role(string role, string scopes)
    {
        var client = Client(role);
        var claims = Claims(client.AccessToken);

        Assert.Equal("access", claims["token_use"]!.GetValue<string>());
        Assert.Equal(client.UserId, claims["userId"]!.GetValue<string>());
        Assert.Equal(role, claims["role"]!.GetValue<string>());
        var expected = scopes.Split(' ').Select(scope => "clinic/" + scope).ToList();
        Assert.Equal(expected, claims["scope"]!.GetValue<string>().Split(' ').Order(StringComparer.Ordinal));
        Assert.Equal(900, claims["exp"]!.GetValue<long>() - claims["iat"]!.GetValue<long>());
        var me = (await client.GetAsync("/auth/me")).Is(200).Json;
        Assert.Equal(expected, me["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()));
    }

    [Fact]
    public void Tokens_hold_nothing_personal()
    {
        foreach (var token in new[] { clinic.Patient.AccessToken, clinic.Patient.IdToken })
        {
            var claims = Claims(token).ToJsonString();
            Assert.DoesNotContain(DemoAccounts.Patient.Email, claims, StringComparison.Ordinal);
            Assert.DoesNotContain(DemoAccounts.Patient.FirstLastName, Claims(token).ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_bare_token_is_taken_too() => (await clinic.Nobody.GetAsAsync("/auth/me", clinic.Admin.AccessToken)).Is(200);

    [Fact]
    public async Task Without_a_token_a_protected_route_answers_401() => (await clinic.Nobody.GetAsync("/auth/me")).IsProblem(401);

    [Fact]
    public async Task Tokens_that_are_no_access_tokens_of_this_pool_are_refused()
    {
        var access = clinic.Admin.AccessToken;
        string[] refused =
        [
            clinic.Admin.IdToken,
            clinic.Admin.RefreshToken,
            access[..^4] + (access.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA"),
            access[..access.LastIndexOf('.')] + ".",
            Forged(access, claims => claims["iss"] = "https://elsewhere.example.org"),
            Forged(access, claims => claims["exp"] = 1_000_000_000),
            Forged(clinic.Patient.AccessToken, claims => claims["role"] = "admin"),
            Unsigned(access),
            "garbage",
            "a.b.c",
            "",
        ];

        foreach (var token in refused)
        {
            (await clinic.Nobody.GetAsAsync("/auth/me", "Bearer " + token)).IsProblem(401);
            (await clinic.Nobody.GetAsAsync("/auth/me", token)).IsProblem(401);
        }
    }

    [Fact]
    public async Task Another_scheme_is_refused() => (await clinic.Nobody.GetAsAsync("/auth/me", "Basic YWRtaW46YWRtaW4=")).IsProblem(401);

    private ApiClient Client(string role) => role switch
    {
        "admin" => clinic.Admin,
        "admin_support" => clinic.Support,
        "thanatologist" => clinic.Thanatologist,
        _ => clinic.Patient,
    };

    private static JsonObject Claims(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!.AsObject();

    /// <summary>The token with other claims under the old signature.</summary>
    private static string Forged(string token, Action<JsonObject> change)
    {
        var parts = token.Split('.');
        var claims = Claims(token);
        change(claims);
        return $"{parts[0]}.{Encode(claims.ToJsonString())}.{parts[2]}";
    }

    private static string Unsigned(string token) => $"{Encode("""{"alg":"none","typ":"JWT"}""")}.{token.Split('.')[1]}.";

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
