using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

[Collection(TheClinic.Name)]
public sealed class SaltTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Unknown_email_gets_a_salt_like_a_real_one_and_always_the_same()
    {
        var unknown = Bodies.Email();

        var real = await SaltAsync(DemoAccounts.Admin.Email);
        var decoys = await SaltAsync(unknown);

        Assert.Equal(decoys, await SaltAsync(unknown));
        Assert.Equal(decoys, await SaltAsync(unknown.ToUpperInvariant()));
        Assert.NotEqual(decoys, await SaltAsync(Bodies.Email()));
        Assert.Equal(real, await SaltAsync(DemoAccounts.Admin.Email.ToUpperInvariant()));
        Assert.Equal(real.Length, decoys.Length);
        Assert.All(real + decoys, letter => Assert.True(char.IsAsciiLetterOrDigit(letter)));
    }

    [Fact]
    public async Task An_account_that_cannot_sign_in_keeps_a_stable_salt()
    {
        var account = await clinic.CreateStaffAsync();
        var before = await SaltAsync(account.Email);
        (await clinic.Admin.DeleteAsync($"/users/{account.Id}")).Is(204);

        Assert.Equal(before, await SaltAsync(account.Email));
    }

    [Theory]
    [InlineData("{}", "email")]
    [InlineData("""{"email":"no address"}""", "email")]
    [InlineData("""{"email":""}""", "email")]
    [InlineData("""{"email":true}""", "email")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("\"x\"", "body")]
    [InlineData("{", "body")]
    [InlineData("", "body")]
    public async Task Invalid_request_names_the_field(string body, string field) =>
        (await clinic.Nobody.SendAsync(HttpMethod.Post, "/auth/salt", ApiClient.Json(body))).IsProblem(400, field);

    private async Task<string> SaltAsync(string email) =>
        (await clinic.Nobody.PostAsync("/auth/salt", new JsonObject { ["email"] = email })).Is(200).Value("salt")!;
}
