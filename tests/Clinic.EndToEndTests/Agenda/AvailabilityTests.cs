using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Agenda;

[Collection(TheClinic.Name)]
public sealed class AvailabilityTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Who_has_written_nothing_has_version_0_and_the_defaults()
    {
        var (_, path) = await ThanatologistAsync();

        var read = (await clinic.Support.GetAsync(path)).Is(200);

        Assert.Equal(
            """{"minutes":60,"step":30,"buffer":0,"noticeHours":0,"horizonDays":90,"rules":[],"exceptions":[],"timeZone":"America/Mexico_City","version":0}""", read.Text);
        Assert.StartsWith("\"0-", read.ETag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_read_can_be_written_as_it_is()
    {
        var (own, path) = await ThanatologistAsync();
        var written = (await own.PutAsync(path, EveryDay())).Is(200);
        var read = (await own.GetAsync(path)).Is(200);

        var again = (await own.PutAsync(path, read.Json, ("If-Match", read.ETag))).Is(200);

        Assert.Equal(written.Text, read.Text);
        Assert.Equal((read.Text, read.ETag), (again.Text, again.ETag));
        (await own.GetAsync(path, ("If-None-Match", again.ETag))).Is(304);
        (await own.PutAsync(path, read.Json.With("version", 7))).IsProblem(400, "version");
        (await own.PutAsync(path, read.Json.With("timeZone", "UTC"))).IsProblem(400, "timeZone");
    }

    [Fact]
    public async Task Of_two_who_change_what_they_have_seen_one_is_told()
    {
        var (own, path) = await ThanatologistAsync();
        var seen = (await own.GetAsync(path)).Is(200).ETag;

        (await own.PutAsync(path, EveryDay(), ("If-Match", seen))).Is(200);
        (await clinic.Support.PutAsync(path, EveryDay().With("buffer", 10), ("If-Match", seen))).IsProblem(412);

        var changed = (await clinic.Support.PutAsync(path, EveryDay().With("buffer", 10), ("If-Match", "\"1\""), ("Prefer", "return=minimal"))).Is(204);
        Assert.StartsWith("\"2-", changed.ETag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_field_at_fault_is_named()
    {
        var (own, path) = await ThanatologistAsync();
        var body = new JsonObject
        {
            ["step"] = 3,
            ["rules"] = new JsonArray(Hours("09:00", "08:00"), new JsonObject { ["weekday"] = 9, ["from"] = "25:00", ["to"] = "26:00" }),
            ["exceptions"] = new JsonArray(new JsonObject { ["date"] = "2026-12-24", ["closed"] = true, ["to"] = "2026-12-01" }),
        };

        (await own.PutAsync(path, body)).IsProblem(400, "step", "rules[0].to", "rules[1].weekday", "rules[1].from", "rules[1].to", "exceptions[0].to");
        (await own.PutAsync(path, new JsonObject { ["rules"] = new JsonArray(Hours("09:00", "10:00").With("modes", new JsonArray("fax"))) })).IsProblem(400, "rules[0].modes[0]");
        (await own.PutAsync(path, new JsonObject { ["rules"] = new JsonArray(Hours("09:00", "10:00").With("day", 1)) })).IsProblem(400, "rules[0].day");
    }

    [Fact]
    public async Task A_colleague_sees_the_hours_without_the_notes_and_changes_none()
    {
        var (own, path) = await ThanatologistAsync();
        (await own.PutAsync(path, EveryDay().With("exceptions", new JsonArray(new JsonObject { ["date"] = "2027-01-04", ["closed"] = true, ["note"] = "Cirugía" })))).Is(200);

        var seen = (await clinic.Colleague.GetAsync(path)).Is(200);

        Assert.Equal("""[{"date":"2027-01-04","closed":true}]""", seen.Json["exceptions"]!.ToJsonString());
        Assert.Contains("Cirugía", (await clinic.Support.GetAsync(path)).Is(200).Text, StringComparison.Ordinal);
        Assert.Equal("colleagues-agenda", (await clinic.Colleague.PutAsync(path, EveryDay(), ("If-Match", seen.ETag))).IsProblem(403).Value("code"));
    }

    [Fact]
    public async Task Free_times_come_in_pages_that_are_the_whole_list()
    {
        var (own, path) = await ThanatologistAsync();
        (await own.PutAsync(path, EveryDay())).Is(200);
        var (from, to) = (Day(3), Day(5));

        var whole = await own.AllAsync($"{path}/free?from={from}&to={to}");
        var pages = await own.AllAsync($"{path}/free?from={from}&to={to}", limit: 4);

        Assert.Equal(9, whole.Count);
        Assert.Equal(whole.Texts("start"), pages.Texts("start"));
        Assert.Equal(whole.Texts("start").Order(StringComparer.Ordinal), whole.Texts("start"));
        Assert.Equal($$"""{"start":"{{from}}T15:00:00.000Z","end":"{{from}}T16:00:00.000Z","modes":["in-person","phone","video"],"place":"Consultorio 2"}""", whole[0].ToJsonString());
        var first = (await own.GetAsync($"{path}/free?from={from}&to={to}&limit=4")).Is(200);
        Assert.Contains("nextToken=", first.Header("Link"), StringComparison.Ordinal);
        (await own.GetAsync($"{path}/free?from={from}&to={to}&minutes=30&nextToken={first.NextToken}")).IsProblem(400, "nextToken");
    }

    [Fact]
    public async Task Free_times_are_of_the_length_and_the_mode_that_are_asked_for()
    {
        var (own, path) = await ThanatologistAsync();
        (await own.PutAsync(path, EveryDay())).Is(200);

        var found = await own.AllAsync($"{path}/free?from={Day(3)}&to={Day(3)}&minutes=120&mode=video");

        Assert.Equal($$"""{"start":"{{Day(3)}}T15:00:00.000Z","end":"{{Day(3)}}T17:00:00.000Z"}""", Assert.Single(found).ToJsonString());
    }

    [Fact]
    public async Task The_free_times_of_all_come_soonest_first_and_tell_whose_they_are()
    {
        var (one, path) = await ThanatologistAsync();
        var (other, otherPath) = await ThanatologistAsync();
        (await one.PutAsync(path, EveryDay())).Is(200);
        (await other.PutAsync(otherPath, EveryDay().With("minutes", 90))).Is(200);

        var found = await clinic.Support.AllAsync($"/availability/free?from={Day(3)}&to={Day(4)}", limit: 7);

        Assert.Equal(found.Texts("start").Order(StringComparer.Ordinal), found.Texts("start"));
        Assert.Equal(6, found.Count(time => time["thanatologistId"]!.GetValue<string>() == one.UserId));
        Assert.Equal(["Ximena Quiroga"], found.Where(time => time["thanatologistId"]!.GetValue<string>() == other.UserId).Texts("thanatologistName").Distinct());
    }

    [Theory]
    [InlineData("from=2026-12-02&to=2026-12-01", "to")]
    [InlineData("from=2026-12-01&to=2027-02-01", "to")]
    [InlineData("from=2026-12-01T00:00:00Z", "from")]
    [InlineData("minutes=10", "minutes")]
    [InlineData("minutes=241", "minutes")]
    [InlineData("minutes=1.5", "minutes")]
    [InlineData("mode=fax", "mode")]
    public async Task A_query_that_cannot_be_is_refused(string query, string parameter)
    {
        foreach (var path in (string[])[$"/availability/{clinic.Thanatologist.UserId}/free", "/availability/free"])
            (await clinic.Support.GetAsync($"{path}?{query}")).IsProblem(400, parameter);
        (await clinic.Support.GetAsync("/availability/free?from=2026-12-01&to=2027-01-31")).Is(200);
    }

    [Fact]
    public async Task Without_booking_patients_see_nothing_of_the_agenda()
    {
        var path = $"/availability/{clinic.Thanatologist.UserId}";

        (await clinic.Patient.GetAsync(path)).IsProblem(404);
        (await clinic.Patient.GetAsync(path + "/free")).IsProblem(404);
        Assert.Empty((await clinic.Patient.GetAsync("/availability/free")).Is(200).Items);
        Assert.Equal("insufficient-scope", (await clinic.Patient.PutAsync(path, EveryDay())).IsProblem(403).Value("code"));
    }

    /// <summary>Every day from 9 to 11 in Mexico City, which has no summer time.</summary>
    internal static JsonObject EveryDay() => new() { ["rules"] = new JsonArray([.. Enumerable.Range(1, 7).Select(weekday => Hours("09:00", "11:00", weekday).With("place", "Consultorio 2"))]) };

    /// <summary>A day at the clinic that is so many days ahead.</summary>
    internal static string Day(int ahead) => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddDays(ahead).UtcDateTime).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonObject Hours(string from, string to, int weekday = 1) => new() { ["weekday"] = weekday, ["from"] = from, ["to"] = to };

    private async Task<(ApiClient Client, string Path)> ThanatologistAsync()
    {
        var account = await clinic.CreateStaffAsync();
        return (await clinic.Nobody.SignInAsync(account.Email, account.Password), $"/availability/{account.Id}");
    }
}
