using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Agenda;

/// <summary>Every limit of the agenda's input, with the code and the bound that are told; what is at its limit is taken.</summary>
[Collection(TheClinic.Name)]
public sealed class AgendaInputTests(ClinicFixture clinic)
{
    private const string Monday = "2035-03-19T10:00:00-06:00";

    [Fact]
    public async Task The_limits_of_an_availability_are_told()
    {
        await RefusedAsync(new JsonObject { ["rules"] = Many(101, Rule) }, "rules too-many 100");
        await RefusedAsync(new JsonObject { ["exceptions"] = Many(401, Closed) }, "exceptions too-many 400");
        await RefusedAsync(new JsonObject { ["rules"] = new JsonArray(Rule().With("place", new string('ñ', 201))) }, "rules[0].place too-long 200");
        await RefusedAsync(new JsonObject { ["exceptions"] = new JsonArray(Closed().With("note", new string('ñ', 201))) }, "exceptions[0].note too-long 200");
        await RefusedAsync(
            new JsonObject { ["minutes"] = 241, ["step"] = 61, ["buffer"] = 61, ["noticeHours"] = 721, ["horizonDays"] = 367 },
            "minutes out-of-range 240", "step out-of-range 60", "buffer out-of-range 60", "noticeHours out-of-range 720", "horizonDays out-of-range 366");

        async Task RefusedAsync(JsonObject body, params string[] faults) => AssertFaults(faults, await clinic.Thanatologist.PutAsync("/availability/" + clinic.Thanatologist.UserId, body));
    }

    [Fact]
    public async Task The_limits_of_an_appointment_and_of_a_series_are_told()
    {
        await RefusedAsync(Valid().With("place", new string('ñ', 201)).With("note", new string('ñ', 501)), "place too-long 200", "note too-long 500");
        await RefusedAsync(Valid().With("minutes", 14), "minutes out-of-range 15");
        await RefusedAsync(Valid().With("minutes", 241), "minutes out-of-range 240");
        await RefusedAsync(Valid().With("mode", "fax"), "mode not-in-catalogue");
        await RefusedAsync(Valid().With("start", "2020-03-19T10:00:00Z"), "start out-of-range");
        await RefusedAsync(Valid().With("start", "2035-03-19T10:00:30Z"), "start invalid-format");
        await RefusedAsync(new JsonObject(), "patientId required", "start required");
        await RefusedAsync(Series(new() { ["every"] = "week", ["count"] = 53 }), "repeat.count out-of-range 52");
        await RefusedAsync(Series(new() { ["every"] = "week", ["count"] = 1 }), "repeat.count out-of-range 2");
        await RefusedAsync(Series(new() { ["every"] = "week", ["until"] = "2036-03-17" }), "repeat.until too-many 52");
        await RefusedAsync(Series(new() { ["every"] = "week", ["until"] = "2035-03-18" }), "repeat.until out-of-range");
        await RefusedAsync(Series(new() { ["every"] = "week", ["count"] = 2, ["until"] = "2035-12-31" }), "repeat.until not-allowed");
        await RefusedAsync(Series(new() { ["every"] = "week", ["count"] = 2, ["except"] = Many(53, () => JsonValue.Create("2035-03-19")) }), "repeat.except too-many 52");
        await RefusedAsync(Series([]), "repeat.every required", "repeat.count required");

        async Task RefusedAsync(JsonObject body, params string[] faults) => AssertFaults(faults, await clinic.Thanatologist.PostAsync("/appointments", body));
    }

    [Fact]
    public async Task The_limits_of_a_change_are_told()
    {
        var path = "/appointments/" + await clinic.Thanatologist.BookAsync(await clinic.Thanatologist.CreatePatientAsync());

        await RefusedAsync(new JsonObject { ["status"] = "cancelled", ["reason"] = new string('ñ', 201) }, "reason too-long 200");
        await RefusedAsync(new JsonObject { ["status"] = "cancelled" }, "reason required");
        await RefusedAsync(new JsonObject { ["reason"] = "Viaja" }, "reason not-allowed");
        await RefusedAsync(new JsonObject { ["status"] = "lost" }, "status not-in-catalogue");
        await RefusedAsync(new JsonObject { ["start"] = null, ["mode"] = null, ["status"] = null }, "start required", "mode required", "status required");
        await RefusedAsync(new JsonObject { ["thanatologistId"] = Bodies.Id() }, "thanatologistId not-allowed");

        async Task RefusedAsync(JsonObject body, params string[] faults) => AssertFaults(faults, await clinic.Thanatologist.PatchAsync(path, body));
    }

    [Fact]
    public async Task What_is_at_its_limit_is_taken()
    {
        var account = await clinic.CreateStaffAsync();
        var own = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        var patient = await own.CreatePatientAsync();

        (await own.PutAsync("/availability/" + own.UserId, new JsonObject { ["rules"] = Many(100, Rule), ["exceptions"] = Many(400, Closed) })).Is(200);
        var series = Bodies.Appointment(patient, Monday).With("place", new string('ñ', 200)).With("note", new string('ñ', 500))
            .With("repeat", new JsonObject { ["every"] = "week", ["until"] = "2036-03-10", ["allOrNone"] = true });
        var booked = (await own.PostAsync("/appointments", series)).Is(201);
        Assert.Equal(52, booked.Items.Count);
        (await own.PatchAsync("/appointments/" + booked.Items[0]["id"], new JsonObject { ["status"] = "cancelled", ["reason"] = new string('ñ', 200) })).Is(200);
    }

    private static void AssertFaults(string[] faults, Answer answer) => Assert.Equal(
        faults.Order(), answer.Is(400).Json["fields"]!.AsArray().Select(field => string.Join(' ', new[] { field!["path"], field["code"], field["limit"] }.OfType<JsonNode>())).Order());

    private static JsonObject Valid() => Bodies.Appointment(Bodies.Id(), Monday);

    private static JsonObject Series(JsonObject repeat) => Valid().With("repeat", repeat);

    private static JsonObject Rule() => new() { ["weekday"] = 1, ["from"] = "09:00", ["to"] = "14:00" };

    private static JsonObject Closed() => new() { ["date"] = "2035-12-24", ["closed"] = true };

    private static JsonArray Many(int count, Func<JsonNode> make) => [.. Enumerable.Range(0, count).Select(_ => make())];
}
