using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

[Collection(TheClinic.Name)]
public sealed class RefreshTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Refresh_answers_new_tokens()
    {
        var client = await clinic.Nobody.SignInAsync(DemoAccounts.Support.Email, DemoAccounts.Password);

        var tokens = (await RefreshAsync(client.RefreshToken)).Is(200);

        Assert.Equal(DemoAccounts.Support.Id, tokens.Value("user.id"));
        Assert.NotEqual(client.RefreshToken, tokens.Value("refreshToken"));
        (await RefreshAsync(tokens.Value("refreshToken")!)).Is(200);
        (await RefreshAsync(client.RefreshToken)).Is(200); // an answer that was lost can be asked for again within a minute
        Assert.Equal(["accessToken", "expiresIn", "idToken", "refreshToken", "tokenType", "user"], tokens.Json.Select(member => member.Key).Order());
        (await clinic.Nobody.GetAsAsync("/auth/me", "Bearer " + tokens.Value("accessToken"))).Is(200);
    }

    [Fact]
    public async Task Logout_ends_the_refresh_token_and_no_other_one()
    {
        var here = await clinic.Nobody.SignInAsync(DemoAccounts.Support.Email, DemoAccounts.Password);
        var elsewhere = await clinic.Nobody.SignInAsync(DemoAccounts.Support.Email, DemoAccounts.Password);

        (await here.PostAsync("/auth/logout", new JsonObject { ["refreshToken"] = here.RefreshToken })).Is(204);

        (await RefreshAsync(here.RefreshToken)).IsProblem(401);
        (await RefreshAsync(elsewhere.RefreshToken)).Is(200);
        (await here.PostAsync("/auth/logout", new JsonObject { ["refreshToken"] = here.RefreshToken })).Is(204);
    }

    [Fact]
    public async Task Logout_needs_a_token_and_a_refresh_token()
    {
        (await clinic.Nobody.PostAsync("/auth/logout", new JsonObject { ["refreshToken"] = "x" })).IsProblem(401);
        (await clinic.Patient.PostAsync("/auth/logout", new JsonObject())).IsProblem(400, "refreshToken");
    }

    [Fact]
    public async Task Deactivation_ends_refreshing()
    {
        var account = await clinic.CreateStaffAsync("admin_support");
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        (await clinic.Admin.DeleteAsync($"/users/{account.Id}")).Is(204);

        (await RefreshAsync(client.RefreshToken)).IsProblem(401);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("eyJhbGciOiJkaXIifQ.e30")]
    public async Task A_token_that_is_none_answers_401(string token) => (await RefreshAsync(token)).IsProblem(401);

    [Fact]
    public async Task An_access_token_does_not_refresh() => (await RefreshAsync(clinic.Admin.AccessToken)).IsProblem(401);

    [Fact]
    public async Task Refresh_without_a_token_names_the_field()
    {
        (await clinic.Nobody.PostAsync("/auth/refresh", new JsonObject())).IsProblem(400, "refreshToken");
        (await RefreshAsync("")).IsProblem(400, "refreshToken");
    }

    private Task<Answer> RefreshAsync(string token) => clinic.Nobody.PostAsync("/auth/refresh", new JsonObject { ["refreshToken"] = token });
}
