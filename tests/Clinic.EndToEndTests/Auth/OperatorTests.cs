using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

/// <summary>The first admin of a stack, whom nobody but its operator can make.</summary>
[Collection(TheClinic.Name)]
public sealed class OperatorTests(ClinicFixture clinic)
{
    [Fact]
    public async Task An_admin_is_made_invited_and_signs_in()
    {
        var email = Bodies.Email();

        var outcome = await CreateAsync(" " + email.ToUpperInvariant(), "Ana", "Núñez");

        Assert.True(outcome["done"]!.GetValue<bool>(), outcome.ToJsonString());
        var reset = new JsonObject { ["email"] = email, ["code"] = await clinic.Mailbox.CodeAsync(email), ["newPassword"] = Bodies.Password };
        (await clinic.Nobody.PostAsync("/auth/password/reset", reset)).Is(204);
        var admin = await clinic.Nobody.SignInAsync(email, Bodies.Password);
        Assert.Equal("admin", (await admin.GetAsync("/auth/me")).Is(200).Value("role"));
        Assert.Contains("Núñez", (await admin.GetAsync("/users?role=admin&limit=100")).Is(200).Items.Texts("firstLastName"));
        var made = (await admin.GetAsync($"/users/{admin.UserId}/audit")).Is(200).Items.Single(entry => entry["action"]!.GetValue<string>() == "user.created");
        Assert.Equal("operator", made["byId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("admin@clinic.test", "Ana", "Núñez", "The email is taken.")]
    [InlineData("ana", "Ana", "Núñez", "email ")]
    [InlineData(null, "Ana", "Núñez", "email ")]
    [InlineData("ana@example.org", null, "Núñez", "firstName ")]
    [InlineData("ana@example.org", "Ana", " ", "firstLastName ")]
    public async Task What_cannot_be_made_is_said(string? email, string? firstName, string? firstLastName, string reason)
    {
        var outcome = await CreateAsync(email, firstName, firstLastName);

        Assert.False(outcome["done"]!.GetValue<bool>());
        Assert.StartsWith(reason, outcome["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task<JsonNode> CreateAsync(string? email, string? firstName, string? firstLastName)
    {
        var request = new JsonObject { ["action"] = "create-admin", ["email"] = email, ["firstName"] = firstName, ["firstLastName"] = firstLastName };
        var outcome = await clinic.Host.Lambda.InvokeAsync("OperatorFunction", Encoding.UTF8.GetBytes(request.ToJsonString()));
        Assert.Null(outcome.FunctionError);
        return JsonNode.Parse(outcome.Payload.Span)!;
    }
}
