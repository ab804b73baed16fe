using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

[Collection(TheClinic.Name)]
public sealed class IntrospectionTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_good_access_token_is_active_and_says_what_it_is_for()
    {
        var answer = await IntrospectAsync(clinic.Thanatologist.AccessToken);

        Assert.Equal(["active", "exp", "role", "scope", "sub", "userId"], answer.Json.Select(member => member.Key).Order());
        Assert.Equal(("true", DemoAccounts.Thanatologist.Id, "thanatologist"), (answer.Value("active"), answer.Value("userId"), answer.Value("role")));
        Assert.Contains("clinic/sessions.write", answer.Value("scope")!.Split(' '));
    }

    [Fact]
    public async Task Anything_else_is_not_active_and_nothing_more_is_said()
    {
        var token = clinic.Thanatologist.AccessToken;
        var parts = token.Split('.');
        string[] others =
        [
            "garbage", "a.b.c", clinic.Thanatologist.IdToken, clinic.Thanatologist.RefreshToken, token + "x", token[..^4] + "AAAA",
            $"{parts[0]}.{clinic.Admin.AccessToken.Split('.')[1]}.{parts[2]}", $"eyJhbGciOiJub25lIn0.{parts[1]}.",
        ];

        foreach (var other in others)
            Assert.Equal("""{"active":false}""", (await IntrospectAsync(other)).Text);
    }

    [Fact]
    public async Task The_token_of_a_deactivated_user_is_not_active()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        Assert.Equal("true", (await IntrospectAsync(client.AccessToken)).Value("active"));

        (await clinic.Admin.DeleteAsync($"/users/{account.Id}")).Is(204);

        Assert.Equal("""{"active":false}""", (await IntrospectAsync(client.AccessToken)).Text);
    }

    [Fact]
    public async Task A_token_from_before_a_password_change_is_not_active()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);

        (await client.PutAsync("/auth/password", new JsonObject { ["currentPassword"] = account.Password, ["newPassword"] = "otra frase de paso" })).Is(204);

        Assert.Equal("""{"active":false}""", (await IntrospectAsync(client.AccessToken)).Text);
        var after = await clinic.Nobody.SignInAsync(account.Email, "otra frase de paso");
        Assert.Equal("true", (await IntrospectAsync(after.AccessToken)).Value("active"));
    }

    [Fact]
    public async Task The_token_of_a_deleted_key_is_not_active()
    {
        var body = new JsonObject { ["name"] = "x", ["scopes"] = new JsonArray("clinic/messages.send") };
        var key = (await clinic.Admin.PostAsync("/auth/api-keys", body)).Is(201);
        var token = (await clinic.Nobody.PostAsync("/auth/token", null, ("X-Api-Key", key.Value("key")!))).Is(200).Value("accessToken")!;
        var active = await IntrospectAsync(token);
        Assert.Equal(("true", "clinic/messages.send", null), (active.Value("active"), active.Value("scope"), active.Value("userId")));

        (await clinic.Admin.DeleteAsync($"/auth/api-keys/{key.Id}")).Is(204);

        Assert.Equal("""{"active":false}""", (await IntrospectAsync(token)).Text);
    }

    [Fact]
    public async Task A_request_without_a_token_names_the_field() => (await clinic.Patient.PostAsync("/auth/introspect", new JsonObject())).IsProblem(400, "token");

    private async Task<Answer> IntrospectAsync(string token) => (await clinic.Patient.PostAsync("/auth/introspect", new JsonObject { ["token"] = token })).Is(200);
}
