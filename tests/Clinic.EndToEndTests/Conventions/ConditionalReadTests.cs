using System.Text.Json.Nodes;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Demo;
using Clinic.EndToEndTests.Authorization;
using Xunit;

namespace Clinic.EndToEndTests.Conventions;

/// <summary>Every GET route of the route tables can be asked about: with If-None-Match, with HEAD, and says who may keep it.</summary>
[Collection(TheClinic.Name)]
public sealed class ConditionalReadTests(ClinicFixture clinic)
{
    /// <summary>What a read needs besides the path, and what it says to caches where that is not the usual.</summary>
    private static readonly Dictionary<string, (string Query, string Caching)> Special = new()
    {
        ["/"] = ("", "public, max-age=60"),
        ["/openapi.json"] = ("", "public, max-age=60"),
        ["/health"] = ("", "public, max-age=60"),
        ["/users/{id}/record"] = ("", "no-store"),
        ["/sessions/{id}"] = ("", "no-store"),
        ["/users/{id}/losses"] = ("", "no-store"),
        ["/users/{id}/losses/{lossId}"] = ("", "no-store"),
        ["/tasks"] = ($"?patientId={DemoAccounts.Patient.Id}", "no-store"),
        ["/tasks/{id}"] = ("", "no-store"),
        ["/users/{id}/draft"] = ("", "no-store"),
        ["/users/{id}/alerts"] = ("", "no-store"),
        ["/users/{id}/safety-plan"] = ("", "no-store"),
        ["/users/{id}/safety-plan/versions"] = ("", "no-store"),
        ["/users/{id}/assessments"] = ("", "no-store"),
        ["/users/{id}/assessments/{assessmentId}"] = ("", "no-store"),
        ["/care/requests"] = ("", "no-store"),
        ["/exports/{id}"] = ("", "no-store"),
        ["/appointments/answer"] = ("", "no-store"),
        ["/messages/{id}"] = ("", "no-store"),
        ["/sessions"] = ($"?userId={DemoAccounts.Patient.Id}", CacheControl.Revalidated),
        ["/appointments"] = ("?from=2035-01-01", CacheControl.Revalidated),
        ["/messages"] = ("?to=patient@clinic.test", CacheControl.Revalidated),
        ["/reports/sessions"] = ("?groupBy=tool", CacheControl.Revalidated),
        ["/reports/patients"] = ("?groupBy=gender", CacheControl.Revalidated),
        ["/reports/appointments"] = ("?groupBy=status", CacheControl.Revalidated),
        ["/reports/outcomes"] = ("?instrument=gad-7&groupBy=month", CacheControl.Revalidated),
    };

    public static TheoryData<string, string> Reads => AllRoutes.Where(route => route.Method == "GET");

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task What_the_client_has_is_not_sent_again(string method, string path)
    {
        var target = await TargetAsync(path);

        // What changes by itself, as an export's state and links do, is asked for again.
        for (var attempts = 1; ; attempts++)
        {
            var read = (await clinic.Admin.SendAsync(method, target, null)).Is(200);
            var again = await clinic.Admin.SendAsync(method, target, null, ("If-None-Match", $"\"other\", W/{read.ETag}"));
            if (again.Status == 200 && attempts < 20 && again.Text != read.Text)
                continue;
            Assert.Equal(304, again.Status);
            Assert.Empty(again.Text);
            Assert.Null(again.Header("Content-Type"));
            foreach (var header in (string[])["ETag", "Cache-Control", "Vary"])
                Assert.Equal(read.Header(header), again.Header(header));
            break;
        }
        (await clinic.Admin.SendAsync(method, target, null, ("If-None-Match", "*"))).Is(304);
        (await clinic.Admin.SendAsync(method, target, null, ("If-None-Match", "\"1\", \"other\", nonsense"))).Is(200);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Head_answers_as_get_does_without_the_body(string method, string path)
    {
        var target = await TargetAsync(path);

        for (var attempts = 1; ; attempts++)
        {
            var read = (await clinic.Admin.SendAsync(method, target, null)).Is(200);
            var head = (await clinic.Admin.SendAsync("HEAD", target, null)).Is(200);
            if (read.ETag != head.ETag && attempts < 20)
                continue;
            Assert.Empty(head.Text);
            foreach (var header in (string[])["ETag", "Cache-Control", "Content-Type", "Vary"])
                Assert.Equal(read.Header(header), head.Header(header));
            break;
        }
        (await clinic.Admin.SendAsync("HEAD", target, null, ("If-None-Match", "*"))).Is(304);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Head_needs_what_get_needs(string method, string path)
    {
        var route = AllRoutes.Find(method, path);
        if (route.IsPublic)
            return;
        var target = await TargetAsync(path);

        Assert.Equal((401, ""), await HeadAsync(clinic.Nobody));
        Assert.Equal((403, ""), await HeadAsync(clinic.Service(Scope.All.Except(route.Scopes))));
        Assert.Equal((400, ""), await HeadAsync(clinic.Admin, target.Contains('?', StringComparison.Ordinal) ? "&unknown=1" : "?unknown=1"));

        async Task<(int, string)> HeadAsync(ApiClient client, string more = "")
        {
            var answer = await client.SendAsync("HEAD", target + more, null);
            return (answer.Status, answer.Text);
        }
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_read_says_who_may_keep_it(string method, string path)
    {
        var expected = Special.TryGetValue(path, out var special) ? special.Caching : CacheControl.Revalidated;

        Assert.Equal(expected, (await clinic.Admin.SendAsync(method, await TargetAsync(path), null)).Is(200).Header("Cache-Control"));
    }

    [Fact]
    public async Task A_patient_is_kept_by_no_cache_once_there_is_clinical_text()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();

        Assert.Equal("private, no-cache", (await clinic.Thanatologist.GetAsync($"/users/{patient}")).Is(200).Header("Cache-Control"));
        (await clinic.Thanatologist.PutAsync($"/users/{patient}/record", new JsonObject { ["isOpen"] = true, ["ekr"] = "Duelo." })).Is(200);

        Assert.Equal("no-store", (await clinic.Thanatologist.GetAsync($"/users/{patient}")).Is(200).Header("Cache-Control"));
        Assert.Equal("private, no-cache", (await clinic.Support.GetAsync($"/users/{patient}")).Is(200).Header("Cache-Control"));
    }

    [Fact]
    public async Task A_tag_is_of_what_the_caller_sees_in_the_media_type()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        (await clinic.Thanatologist.PutAsync($"/users/{patient}/record", new JsonObject { ["isOpen"] = true, ["ekr"] = "Duelo." })).Is(200);
        var own = (await clinic.Thanatologist.GetAsync($"/users/{patient}")).Is(200);
        var support = (await clinic.Support.GetAsync($"/users/{patient}", ("If-None-Match", own.ETag))).Is(200);

        Assert.Equal(own.ETag.Split('-')[0], support.ETag.Split('-')[0]);
        Assert.NotEqual(own.ETag, support.ETag);
        string[] types = ["application/json", "text/csv", "image/svg+xml"];
        var tags = await Task.WhenAll(types.Select(async type => (await clinic.Admin.GetAsync("/reports/summary", ("Accept", type))).Is(200).ETag));
        Assert.Equal(types.Length, tags.Distinct().Count());
    }

    [Fact]
    public async Task A_write_compares_the_version_alone_and_answers_the_tag_of_the_next_read()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        var read = (await clinic.Support.GetAsync($"/users/{patient}")).Is(200);

        var written = (await clinic.Thanatologist.PatchAsync($"/users/{patient}", new JsonObject { ["phone"] = "5512345678" }, ("If-Match", $"\"0\", {read.ETag}"))).Is(200);

        (await clinic.Thanatologist.GetAsync($"/users/{patient}", ("If-None-Match", written.ETag))).Is(304);
        (await clinic.Thanatologist.GetAsync($"/users/{patient}", ("If-None-Match", read.ETag))).Is(200);
        (await clinic.Thanatologist.PatchAsync($"/users/{patient}", new JsonObject { ["phone"] = "5512345679" }, ("If-Match", read.ETag))).IsProblem(412);
        (await clinic.Thanatologist.PatchAsync($"/users/{patient}", new JsonObject { ["phone"] = "5512345679" }, ("If-Match", written.ETag.Split('-')[0] + "\""))).Is(200);
    }

    [Fact]
    public async Task A_page_has_the_tag_of_its_items_and_of_whether_there_is_more()
    {
        await clinic.Thanatologist.CreatePatientAsync();
        await clinic.Thanatologist.CreatePatientAsync();
        var first = (await clinic.Admin.GetAsync("/users?limit=1&role=patient")).Is(200);
        var again = (await clinic.Admin.GetAsync("/users?limit=1&role=patient")).Is(200);

        Assert.NotEqual(first.NextToken, again.NextToken);
        Assert.Equal(first.ETag, again.ETag);
        (await clinic.Admin.GetAsync("/users?limit=1&role=patient", ("If-None-Match", first.ETag))).Is(304);
        (await clinic.Admin.GetAsync("/users?limit=2&role=patient", ("If-None-Match", first.ETag))).Is(200);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_read_of_clinical_text_is_audited_whatever_it_answers(string method)
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        (await clinic.Thanatologist.PutAsync($"/users/{patient}/record", new JsonObject { ["isOpen"] = true, ["ekr"] = "Duelo." })).Is(200);
        Assert.DoesNotContain(DemoAccounts.Admin.Id, (await clinic.Admin.GetAsync($"/users/{patient}/audit")).Is(200).Text, StringComparison.Ordinal);

        (await clinic.Admin.SendAsync(method, $"/users/{patient}/record", null, ("If-None-Match", "*"))).Is(304);

        Assert.Contains($$"""
            "action":"record.read","byId":"{{DemoAccounts.Admin.Id}}"
            """, (await clinic.Admin.GetAsync($"/users/{patient}/audit")).Is(200).Text, StringComparison.Ordinal);
    }

    /// <summary>A patient for whom the admin has a draft.</summary>
    private async Task<string> DraftedAsync()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        (await clinic.Admin.PutAsync($"/users/{patient}/draft", new JsonObject())).Is(200);
        return patient;
    }

    /// <summary>An assessment with an instrument that is there.</summary>
    private async Task<string> AssessedAsync()
    {
        var assessments = $"/users/{await clinic.Thanatologist.CreatePatientAsync()}/assessments";
        var answers = new JsonObject(Enumerable.Range(1, 7).Select(number => KeyValuePair.Create($"q{number}", (JsonNode?)1)));
        return (await clinic.Thanatologist.PostAsync(assessments, new JsonObject { ["instrument"] = "gad-7", ["answers"] = answers })).Is(201).Header("Location")!;
    }

    private async Task<string> TargetAsync(string path)
    {
        if (path is "/instruments/{id}" or "/reports/outcomes" or "/users/{id}/assessments/{assessmentId}")
            await clinic.Admin.LoadInstrumentAsync("gad-7");
        if (path == "/users/{id}/assessments/{assessmentId}")
            return await AssessedAsync();
        if (path == "/appointments/answer")
            return await clinic.AnswerLinkAsync(await clinic.Thanatologist.BookAsync(await clinic.Thanatologist.CreatePatientAsync()));
        if (path == "/calendar/{id}")
            return await clinic.Thanatologist.SubscribeAsync();
        if (await clinic.Thanatologist.CarePathAsync(path) is { } ofCare)
            return ofCare;
        var id = path switch
        {
            "/users/{id}" => await clinic.Thanatologist.CreatePatientAsync(),
            "/users/{id}/draft" => await DraftedAsync(),
            "/instruments/{id}" => "gad-7",
            "/appointments/{id}" => await clinic.Thanatologist.BookAsync(await clinic.Thanatologist.CreatePatientAsync()),
            "/sessions/{id}" => (await clinic.Thanatologist.WriteSessionAsync(await clinic.Thanatologist.CreatePatientAsync())).Id,
            "/messages/{id}" => (await clinic.Admin.PostAsync("/messages", new JsonObject { ["to"] = "patient@clinic.test", ["subject"] = "Cita", ["body"] = "A las 17." })).Is(202).Id,
            "/exports/{id}" => (await clinic.Admin.PostAsync("/exports", null)).Is(202).Id,
            _ => null,
        };
        return path.At(id) + (Special.TryGetValue(path, out var special) ? special.Query : "");
    }
}
