using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Users;

[Collection(TheClinic.Name)]
public sealed class RecordTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_thanatologist_closes_their_own_record()
    {
        var path = $"/users/{await clinic.Thanatologist.CreatePatientAsync()}/record";
        var open = (await clinic.Thanatologist.GetAsync(path)).Is(200);
        Assert.Equal(["isOpen", "openedAt", "sessionCount", "thanatologistId", "thanatologistName", "version"], open.Json.Select(member => member.Key).Order());
        Assert.StartsWith("\"1-", open.ETag, StringComparison.Ordinal);

        var closed = (await clinic.Thanatologist.PutAsync(path, Closed())).Is(200);

        Assert.Equal("false", closed.Value("isOpen"));
        Assert.NotNull(closed.Value("closedAt"));
        Assert.StartsWith("\"2-", closed.ETag, StringComparison.Ordinal);
        Assert.Equal(closed.Text, (await clinic.Thanatologist.GetAsync(path)).Text);
        Assert.Equal(closed.Text, (await clinic.Thanatologist.PutAsync(path, Closed())).Is(200).Text);
    }

    [Fact]
    public async Task A_closed_record_is_reopened_to_oneself()
    {
        var id = await clinic.Colleague.CreatePatientAsync();
        await clinic.Colleague.CloseRecordAsync(id);
        (await clinic.Thanatologist.GetAsync($"/users/{id}")).IsProblem(404);

        var taken = (await clinic.Thanatologist.PutAsync($"/users/{id}/record", Open())).Is(200);

        Assert.Equal(DemoAccounts.Thanatologist.Id, taken.Value("thanatologistId"));
        Assert.Null(taken.Value("closedAt"));
        (await clinic.Thanatologist.GetAsync($"/users/{id}")).Is(200);
        (await clinic.Colleague.GetAsync($"/users/{id}")).IsProblem(404);
    }

    [Fact]
    public async Task Of_two_who_take_over_at_once_one_gets_the_record()
    {
        var id = await clinic.Colleague.CreatePatientAsync();
        await clinic.Colleague.CloseRecordAsync(id);

        var answers = await Task.WhenAll(clinic.Thanatologist.PutAsync($"/users/{id}/record", Open()), clinic.Colleague.PutAsync($"/users/{id}/record", Open()));

        Assert.Contains(answers, answer => answer.Status == 200);
        var holder = (await clinic.Admin.GetAsync($"/users/{id}/record")).Value("thanatologistId");
        Assert.Equal(holder, answers.Last(answer => answer.Status == 200).Value("thanatologistId"));
    }

    [Fact]
    public async Task An_open_record_of_a_colleague_is_not_there()
    {
        var id = await clinic.Colleague.CreatePatientAsync();

        (await clinic.Thanatologist.PutAsync($"/users/{id}/record", Open())).IsProblem(404);
        (await clinic.Thanatologist.PutAsync($"/users/{id}/record", Open().With("thanatologistId", DemoAccounts.Thanatologist.Id))).IsProblem(404);
    }

    [Fact]
    public async Task Reassignment_is_for_an_admin()
    {
        var path = $"/users/{await clinic.Thanatologist.CreatePatientAsync()}/record";
        var reassigned = Open().With("thanatologistId", DemoAccounts.Thanatologist2.Id);

        (await clinic.Thanatologist.PutAsync(path, reassigned)).IsProblem(403);
        (await clinic.Admin.PutAsync(path, Open().With("thanatologistId", DemoAccounts.Support.Id))).IsProblem(400, "thanatologistId");
        (await clinic.Admin.PutAsync(path, Open().With("thanatologistId", Bodies.Id()))).IsProblem(400, "thanatologistId");
        (await clinic.Admin.PutAsync(path, Open().With("thanatologistId", "nobody"))).IsProblem(400, "thanatologistId");
        Assert.Equal("Héctor Ávila Urgell", (await clinic.Admin.PutAsync(path, reassigned)).Is(200).Value("thanatologistName"));
        (await clinic.Thanatologist.GetAsync(path)).IsProblem(404);
        (await clinic.Colleague.GetAsync(path)).Is(200);
    }

    [Fact]
    public async Task An_absent_ekr_keeps_the_text_and_an_empty_one_clears_it()
    {
        var path = $"/users/{await clinic.Thanatologist.CreatePatientAsync()}/record";

        Assert.Equal("Línea 1\nLínea 2", (await clinic.Thanatologist.PutAsync(path, Open().With("ekr", "Línea 1\nLínea 2"))).Is(200).Value("ekr"));
        Assert.Equal("Línea 1\nLínea 2", (await clinic.Thanatologist.PutAsync(path, Open())).Is(200).Value("ekr"));
        Assert.Null((await clinic.Thanatologist.PutAsync(path, Open().With("ekr", ""))).Is(200).Value("ekr"));
        (await clinic.Thanatologist.PutAsync(path, Open().With("ekr", new string('x', 20_001)))).IsProblem(400, "ekr");
    }

    [Theory]
    [InlineData("{}", "isOpen")]
    [InlineData("""{"isOpen":"true"}""", "isOpen")]
    [InlineData("""{"isOpen":true,"sessionCount":7}""", "sessionCount")]
    [InlineData("""{"isOpen":true,"openedAt":"2026-01-01T00:00:00Z"}""", "openedAt")]
    [InlineData("""{"isOpen":true,"ekr":"a\u0000b"}""", "ekr")]
    public async Task Invalid_record_names_the_field(string body, string field) =>
        (await clinic.Admin.SendAsync(HttpMethod.Put, $"/users/{DemoAccounts.Patient.Id}/record", ApiClient.Json(body))).IsProblem(400, field);

    [Fact]
    public async Task Staff_have_no_record()
    {
        (await clinic.Admin.GetAsync($"/users/{DemoAccounts.Support.Id}/record")).IsProblem(404);
        (await clinic.Admin.PutAsync($"/users/{DemoAccounts.Support.Id}/record", Open())).IsProblem(404);
        (await clinic.Admin.GetAsync($"/users/{DemoAccounts.Support.Id}/sessions")).IsProblem(404);
    }

    private static JsonObject Open() => new() { ["isOpen"] = true };

    private static JsonObject Closed() => new() { ["isOpen"] = false };
}
