using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.EndToEndTests.Messages;
using Clinic.Demo;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

/// <summary>A company's own OAuth 2.0 tooling: no key of ours, a token with scopes and no user.</summary>
[Collection(TheClinic.Name)]
public sealed class ClientCredentialsTests(ClinicFixture clinic)
{
    private MachineClient Client => clinic.Host.Template.UserPool!.MachineClient!;

    [Fact]
    public async Task Messages_are_sent_and_listed_with_a_clients_token()
    {
        var service = await SignInAsync("clinic/messages.send clinic/messages.read");
        var to = Bodies.Email();

        var id = (await service.SendAsync(to)).Id;

        Assert.Equal([id], (await service.AllAsync("/messages?to=" + to)).Texts("id"));
        (await service.GetAsync("/users")).IsProblem(403);
    }

    [Fact]
    public async Task A_client_is_no_user_and_writes_sessions_for_the_records_thanatologist()
    {
        var service = await SignInAsync("");
        var patient = await clinic.Thanatologist.CreatePatientAsync();

        (await service.GetAsync("/auth/me")).IsProblem(404);
        (await service.GetAsync($"/users/{patient}")).Is(200);
        Assert.Equal(DemoAccounts.Thanatologist.Id, (await service.PostAsync("/sessions", Bodies.Session(patient))).Is(201).Value("thanatologistId"));
        Assert.Equal("true", (await service.PostAsync("/auth/introspect", new JsonObject { ["token"] = service.AccessToken })).Is(200).Value("active"));
    }

    [Theory]
    [InlineData("invalid_client", "client_credentials", "clinic/self", "wrong")]
    [InlineData("invalid_scope", "client_credentials", "clinic/everything", null)]
    [InlineData("unsupported_grant_type", "password", "clinic/self", null)]
    public async Task What_is_wrong_is_said_in_the_words_of_OAuth(string error, string grant, string scope, string? secret)
    {
        var (status, answer) = await AskAsync(grant, scope, secret ?? Client.Secret);

        Assert.Equal((400, error), (status, answer["error"]!.GetValue<string>()));
    }

    private async Task<ApiClient> SignInAsync(string scope)
    {
        var (status, answer) = await AskAsync("client_credentials", scope, Client.Secret);
        Assert.Equal((200, 900, "Bearer"), (status, answer["expires_in"]!.GetValue<int>(), answer["token_type"]!.GetValue<string>()));
        return clinic.Nobody.With(new JsonObject { ["accessToken"] = answer["access_token"]!.GetValue<string>() });
    }

    private async Task<(int Status, JsonObject Answer)> AskAsync(string grant, string scope, string secret)
    {
        using var http = new HttpClient { BaseAddress = clinic.Host.ServicesAddress };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Client.Id}:{secret}")));
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", grant), KeyValuePair.Create("scope", scope)]);
        using var answer = await http.PostAsync(new Uri("/oauth2/token", UriKind.Relative), form);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject());
    }
}
