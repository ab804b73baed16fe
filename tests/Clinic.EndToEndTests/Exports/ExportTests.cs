using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Exports;

[Collection(TheClinic.Name)]
public sealed class ExportTests(ClinicFixture clinic)
{
    private static readonly string[] Identifying = ["Xiuhtlaltzin", "Ñonthé", "xiuhtlaltzin", "5511223344", "xnonthe@example.org", "Zacahuitzco", "Nezahualpilli"];

    [Fact]
    public async Task An_export_runs_from_the_request_to_files_that_name_nobody()
    {
        for (var i = 0; i < 6; i++)
            await AddPatientAsync(i);

        var queued = (await clinic.Admin.PostAsync("/exports", RequestedExports.Masked, ("Idempotency-Key", "e2e-export"))).Is(202);
        var again = (await clinic.Admin.PostAsync("/exports", RequestedExports.Masked, ("Idempotency-Key", "e2e-export"))).Is(202);
        Assert.Equal(queued.Id, again.Id);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        (await clinic.Admin.PostAsync("/exports", null, ("Idempotency-Key", "e2e-export"))).IsProblem(409);
        Assert.Equal("masked", queued.Value("freeText"));
        var export = await EndAsync(queued.Id);

        Assert.True("succeeded" == (string)export["state"]!, $"{export}\n{await clinic.ReadLogsAsync()}");
        var files = await export.FilesAsync();
        Assert.Equal(RequestedExports.Names, files.Keys.Order());
        foreach (var (name, text) in files)
            Assert.All(Identifying, word => Assert.False(text.Contains(word, StringComparison.Ordinal), $"{name} has {word}: {text}"));
        var manifest = JsonNode.Parse(files["manifest.json"])!;
        Assert.True((int?)manifest["kAnonymity"]!["reached"] >= 5);
        var patients = RequestedExports.Rows(files["patients-0001.jsonl"]);
        Assert.Equal((int)export["counts"]!["patients"]!, patients.Count);
        Assert.All(patients.GroupBy(row => $"{row["gender"]} {row["birthYear"]} {row["zip3"]}"), group => Assert.True(group.Count() >= 5));
        var sessions = RequestedExports.Rows(files["sessions-0001.jsonl"]);
        Assert.Contains(sessions, row => ((string)row["evaluation"]!).Contains("[NOMBRE]", StringComparison.Ordinal) && ((string)row["evaluation"]!).Contains("[TELÉFONO]", StringComparison.Ordinal));
        Assert.Subset(patients.Select(row => (string)row["patient"]!).ToHashSet(), sessions.Select(row => (string)row["patient"]!).ToHashSet());
        Assert.Equal(patients.Count + 1, files["patients-0001.csv"].Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("\uFEFFpatient,gender,birthYear,zip3,", files["patients-0001.csv"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Free_text_is_left_out_unless_it_is_asked_for()
    {
        await Task.WhenAll(Enumerable.Range(20, 6).Select(AddPatientAsync));
        foreach (var body in new HttpContent?[] { null, ApiClient.Json("{}"), ApiClient.Json("""{"freeText":"none"}""") })
        {
            var queued = (await clinic.Admin.SendAsync("POST", "/exports", body)).Is(202);
            Assert.Equal("none", queued.Value("freeText"));
            var export = await EndAsync(queued.Id);
            Assert.Equal("none", (string)export["freeText"]!);
            var files = await export.FilesAsync();
            Assert.Equal("none", (string)JsonNode.Parse(files["manifest.json"])!["freeText"]!);
            Assert.All(RequestedExports.Rows(files["sessions-0001.jsonl"]), row => Assert.Null(row["evaluation"]));
            Assert.All(files.Values, text => Assert.DoesNotContain("llega puntual", text, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("""{"freeText":"all"}""", "freeText")]
    [InlineData("""{"freeText":"Masked"}""", "freeText")]
    [InlineData("""{"freeText":1}""", "freeText")]
    [InlineData("""{"freetext":"masked"}""", "freetext")]
    [InlineData("""{"freeText":"masked","k":2}""", "k")]
    [InlineData("null", "body")]
    public async Task What_is_no_choice_is_refused_by_name(string body, string field) => (await clinic.Admin.SendAsync("POST", "/exports", ApiClient.Json(body))).IsProblem(400, field);

    [Fact]
    public async Task Two_exports_have_no_pseudonym_in_common()
    {
        await Task.WhenAll(Enumerable.Range(10, 6).Select(AddPatientAsync));
        var pseudonyms = new List<HashSet<string>>();
        for (var i = 0; i < 2; i++)
        {
            var files = await (await EndAsync((await clinic.Admin.PostAsync("/exports", null)).Is(202).Id)).FilesAsync();
            pseudonyms.Add([.. RequestedExports.Rows(files["patients-0001.jsonl"]).Select(row => (string)row["patient"]!)]);
        }

        Assert.NotEmpty(pseudonyms[0]);
        Assert.Empty(pseudonyms[0].Intersect(pseudonyms[1]));
    }

    [Fact]
    public async Task Exports_are_for_admins_alone()
    {
        var id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch).ToString();
        Assert.Equal(404, (await clinic.Admin.GetAsync($"/exports/{id}")).Status);
        (await clinic.Support.PostAsync("/exports", null)).Is(403);
        (await clinic.Thanatologist.GetAsync("/exports")).Is(403);
        (await clinic.Nobody.GetAsync("/exports")).Is(401);
    }

    [Fact]
    public async Task A_service_whose_key_has_the_scope_may_export()
    {
        var key = (await clinic.Admin.PostAsync("/auth/api-keys", new JsonObject { ["name"] = "Investigación", ["scopes"] = new JsonArray("clinic/admin") })).Is(201).Value("key")!;
        var service = clinic.Nobody.With((await clinic.Nobody.PostAsync("/auth/token", null, ("X-Api-Key", key))).Is(200).Json);

        var id = (await service.PostAsync("/exports", null)).Is(202).Id;

        Assert.Equal("succeeded", (string)(await service.EndOfExportAsync(id, clinic.ReadLogsAsync))["state"]!);
        Assert.Contains(id, (await service.GetAsync("/exports")).Is(200).Items.Select(item => (string)item["id"]!));
    }

    [Fact]
    public async Task Of_duplicates_that_come_at_once_one_makes_an_export()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => clinic.Admin.PostAsync("/exports", null, ("Idempotency-Key", "e2e-export-at-once"))));

        var id = Assert.Single(answers.Select(answer => answer.Is(202).Id).Distinct());
        Assert.Single(answers, answer => answer.Header("Idempotency-Replayed") is null);
        Assert.Single((await clinic.Admin.AllAsync("/exports")).Texts("id"), listed => string.CompareOrdinal(listed, id) >= 0);
        await EndAsync(id);
    }

    [Fact]
    public async Task The_list_is_newest_first()
    {
        var one = (await clinic.Admin.PostAsync("/exports", null)).Is(202).Id;
        var two = (await clinic.Admin.PostAsync("/exports", null)).Is(202).Id;

        var page = (await clinic.Admin.GetAsync("/exports?limit=1")).Is(200);
        var next = (await clinic.Admin.GetAsync($"/exports?limit=1&nextToken={page.NextToken}")).Is(200);
        Assert.Equal([two, one], [.. page.Items.Concat(next.Items).Select(item => (string)item["id"]!)]);
        await EndAsync(one);
        await EndAsync(two);
    }

    private Task AddPatientAsync(int number) => clinic.Thanatologist.AddExportedPatientAsync(
        "XIUHTLALTZIN llega puntual; pide que la llamen al 55 1122 3344 o a xnonthe@example.org. xiuhtlaltzin vive en Nezahualpilli 12, colonia Zacahuitzco.", number);

    private Task<JsonObject> EndAsync(string id) => clinic.Admin.EndOfExportAsync(id, clinic.ReadLogsAsync);
}
