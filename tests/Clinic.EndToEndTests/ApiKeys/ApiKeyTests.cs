using System.Text.Json.Nodes;
using Clinic.EndToEndTests.Messages;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.ApiKeys;

[Collection(TheClinic.Name)]
public sealed class ApiKeyTests(ClinicFixture clinic)
{
    [Theory]
    [InlineData("header")]
    [InlineData("query")]
    [InlineData("cookie")]
    public async Task A_key_is_taken_from_the_header_the_query_or_the_cookie(string place)
    {
        var key = await CreateAsync("clinic/messages.send");

        var answer = (await ExchangeAsync(key, place)).Is(200);

        Assert.Equal(["accessToken", "expiresIn", "scope", "tokenType"], answer.Json.Select(member => member.Key).Order());
        Assert.Equal(("900", "Bearer", "clinic/messages.send"), (answer.Value("expiresIn"), answer.Value("tokenType"), answer.Value("scope")));
    }

    [Fact]
    public async Task None_or_two_of_them_is_400_and_a_wrong_key_401()
    {
        var key = await CreateAsync("clinic/messages.send");

        (await clinic.Nobody.PostAsync("/auth/token", null)).IsProblem(400, "X-Api-Key");
        (await clinic.Nobody.PostAsync("/auth/token?api_key=" + key, null, ("X-Api-Key", key))).IsProblem(400, "X-Api-Key");
        (await clinic.Nobody.PostAsync("/auth/token", null, ("X-Api-Key", key), ("Cookie", "api_key=" + key))).IsProblem(400, "X-Api-Key");
        (await ExchangeAsync("ck_garbage", "header")).IsProblem(401);
        (await ExchangeAsync(key[..^3] + "AAA", "cookie")).IsProblem(401);
    }

    [Fact]
    public async Task Messages_are_sent_and_listed_with_such_a_token_alone()
    {
        var service = await ServiceAsync("clinic/messages.send", "clinic/messages.read");
        var to = Bodies.Email();

        var id = (await service.SendAsync(to)).Id;

        Assert.Equal("sent", (await service.SettledAsync(id)).Value("status"));
        Assert.Equal([id], (await service.AllAsync("/messages?to=" + to)).Texts("id"));
        (await service.GetAsync("/users")).IsProblem(403);
        (await service.GetAsync("/auth/me")).IsProblem(403);
        (await service.PostAsync($"/messages/{id}/decrypt", null)).IsProblem(403);
    }

    [Fact]
    public async Task A_session_that_a_service_writes_belongs_to_the_records_thanatologist()
    {
        var service = await ServiceAsync("clinic/sessions.write", "clinic/self");
        var patient = await clinic.Thanatologist.CreatePatientAsync();

        var session = (await service.PostAsync("/sessions", Bodies.Session(patient))).Is(201);

        Assert.Equal(DemoAccounts.Thanatologist.Id, session.Value("thanatologistId"));
        (await service.GetAsync("/auth/me")).IsProblem(404);
    }

    [Fact]
    public async Task A_key_is_shown_once_listed_without_itself_and_deleted()
    {
        var created = (await clinic.Admin.PostAsync("/auth/api-keys", Body("clinic/messages.send").With("expiresAt", "2999-01-01T00:00:00Z"))).Is(201);
        var key = created.Value("key")!;
        (await ExchangeAsync(key, "header")).Is(200);

        var listed = Assert.Single(await clinic.Admin.AllAsync("/auth/api-keys"), item => item["id"]!.GetValue<string>() == created.Id);
        Assert.Equal(["createdAt", "createdById", "expiresAt", "id", "lastUsedAt", "name", "scopes"], listed.Select(member => member.Key).Order());
        (await clinic.Admin.DeleteAsync($"/auth/api-keys/{created.Id}")).Is(204);
        (await clinic.Admin.DeleteAsync($"/auth/api-keys/{created.Id}")).IsProblem(404);
        (await ExchangeAsync(key, "header")).IsProblem(401);
    }

    [Fact]
    public async Task The_same_idempotency_key_makes_one_key_and_shows_it_again()
    {
        var idempotency = ("Idempotency-Key", "api-key:" + Bodies.Id());

        var first = (await clinic.Admin.PostAsync("/auth/api-keys", Body("clinic/messages.send"), idempotency)).Is(201);
        var again = (await clinic.Admin.PostAsync("/auth/api-keys", Body("clinic/messages.send"), idempotency)).Is(201);

        Assert.Equal(first.Text, again.Text);
        Assert.DoesNotContain(first.Value("key")!, string.Join('\n', await clinic.Tables.DumpAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_input_names_the_field_and_only_an_admin_makes_keys()
    {
        (await clinic.Admin.PostAsync("/auth/api-keys", new JsonObject())).IsProblem(400, "name", "scopes");
        (await clinic.Admin.PostAsync("/auth/api-keys", Body("clinic/everything"))).IsProblem(400, "scopes");
        (await clinic.Admin.PostAsync("/auth/api-keys", Body("clinic/self", "clinic/self"))).IsProblem(400, "scopes");
        (await clinic.Admin.PostAsync("/auth/api-keys", Body())).IsProblem(400, "scopes");
        (await clinic.Admin.PostAsync("/auth/api-keys", Body("clinic/self").With("expiresAt", "2020-01-01T00:00:00Z"))).IsProblem(400, "expiresAt");
        (await clinic.Admin.PostAsync("/auth/api-keys", Body("clinic/self").With("name", "a\nb"))).IsProblem(400, "name");
        foreach (var client in new[] { clinic.Support, clinic.Thanatologist, clinic.Patient })
            (await client.PostAsync("/auth/api-keys", Body("clinic/self"))).IsProblem(403);
    }

    private static JsonObject Body(params string[] scopes) => new()
    {
        ["name"] = "Recordatorios",
        ["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]),
    };

    private async Task<string> CreateAsync(params string[] scopes) => (await clinic.Admin.PostAsync("/auth/api-keys", Body(scopes))).Is(201).Value("key")!;

    private async Task<ApiClient> ServiceAsync(params string[] scopes) => clinic.Nobody.With((await ExchangeAsync(await CreateAsync(scopes), "header")).Is(200).Json);

    private Task<Answer> ExchangeAsync(string key, string place) => place switch
    {
        "header" => clinic.Nobody.PostAsync("/auth/token", null, ("X-Api-Key", key)),
        "query" => clinic.Nobody.PostAsync("/auth/token?api_key=" + key, null),
        _ => clinic.Nobody.PostAsync("/auth/token", null, ("Cookie", "theme=dark; api_key=" + key)),
    };
}
