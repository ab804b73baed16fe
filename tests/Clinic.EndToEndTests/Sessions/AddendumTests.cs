using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Sessions;

[Collection(TheClinic.Name)]
public sealed class AddendumTests(ClinicFixture clinic)
{
    [Fact]
    public async Task An_addendum_is_kept_with_the_session_in_order()
    {
        var session = await clinic.Thanatologist.WriteSessionAsync(await clinic.Thanatologist.CreatePatientAsync());

        var first = (await clinic.Thanatologist.PostAsync($"/sessions/{session.Id}/addenda", Text("Llamó después."))).Is(201);
        (await clinic.Admin.PostAsync($"/sessions/{session.Id}/addenda", Text("Revisado."))).Is(201);

        Assert.Equal(["at", "byId", "byName", "signature", "text"], first.Json.Select(member => member.Key).Order());
        Assert.Equal(DemoAccounts.Thanatologist.Id, first.Value("byId"));
        Assert.Equal("Lucía Sánchez Álvarez", first.Value("byName"));
        var read = (await clinic.Thanatologist.GetAsync($"/sessions/{session.Id}")).Is(200).Json["addenda"]!.AsArray();
        Assert.Equal(["Llamó después.", "Revisado."], read.Select(addendum => addendum!["text"]!.GetValue<string>()));
        Assert.True(JsonNode.DeepEquals(first.Json, read[0]));
    }

    [Fact]
    public async Task Concurrent_addenda_are_all_kept()
    {
        var session = await clinic.Thanatologist.WriteSessionAsync(await clinic.Thanatologist.CreatePatientAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => clinic.Thanatologist.PostAsync($"/sessions/{session.Id}/addenda", Text($"Nota {i}."))));

        Assert.All(answers, answer => answer.Is(201));
        Assert.Equal(10, (await clinic.Thanatologist.GetAsync($"/sessions/{session.Id}")).Json["addenda"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("{}", "text")]
    [InlineData("""{"text":" "}""", "text")]
    [InlineData("""{"text":1}""", "text")]
    [InlineData("""{"text":"x","at":"2026-01-01T00:00:00Z"}""", "at")]
    public async Task Invalid_addendum_names_the_field(string body, string field)
    {
        var session = await clinic.Thanatologist.WriteSessionAsync(await clinic.Thanatologist.CreatePatientAsync());

        (await clinic.Thanatologist.SendAsync(HttpMethod.Post, $"/sessions/{session.Id}/addenda", ApiClient.Json(body))).IsProblem(400, field);
    }

    [Fact]
    public async Task A_session_that_the_caller_may_not_see_takes_no_addendum()
    {
        var session = await clinic.Colleague.WriteSessionAsync(await clinic.Colleague.CreatePatientAsync());

        (await clinic.Thanatologist.PostAsync($"/sessions/{session.Id}/addenda", Text("x"))).IsProblem(404);
        (await clinic.Thanatologist.PostAsync("/sessions/nothing/addenda", Text("x"))).IsProblem(404);
        (await clinic.Support.PostAsync($"/sessions/{session.Id}/addenda", Text("x"))).IsProblem(403);
    }

    [Fact]
    public async Task A_session_is_never_changed_or_deleted()
    {
        var session = await clinic.Thanatologist.WriteSessionAsync(await clinic.Thanatologist.CreatePatientAsync());

        foreach (var method in (HttpMethod[])[HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete])
        {
            foreach (var client in (ApiClient[])[clinic.Thanatologist, clinic.Admin, clinic.Nobody])
                Assert.Equal("GET, HEAD", (await client.SendAsync(method, $"/sessions/{session.Id}", null)).IsProblem(405).Header("Allow"));
        }
        Assert.Equal(session.Text, (await clinic.Thanatologist.GetAsync($"/sessions/{session.Id}")).Text);
    }

    private static JsonObject Text(string text) => new() { ["text"] = text };
}
