using System.Globalization;
using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Sessions;

[Collection(TheClinic.Name)]
public sealed class SessionInputTests(ClinicFixture clinic)
{
    /// <summary>A member of a new session, an invalid value as JSON, and the field that the refusal names.</summary>
    public static TheoryData<string, string, string> InvalidSessions => new()
    {
        { "userId", "null", "userId" },
        { "userId", "\"nobody\"", "userId" },
        { "userId", "7", "userId" },
        { "date", "null", "date" },
        { "date", "\"22/11/2026\"", "date" },
        { "date", "\"2026-02-30\"", "date" },
        { "date", "\"0001-01-01\"", "date" },
        { "date", "\"9999-12-31\"", "date" },
        { "serviceType", "null", "serviceType" },
        { "interventionType", "null", "interventionType" },
        { "interventionType", "\"Reiki\"", "interventionType" },
        { "tool", "\"Martillo\"", "tool" },
        { "motive", "\"\"", "motive" },
        { "evaluation", "null", "evaluation" },
        { "evaluation", "\"  \"", "evaluation" },
        { "recoveryFee", "null", "recoveryFee" },
        { "recoveryFee", "-0.01", "recoveryFee" },
        { "recoveryFee", "100000.01", "recoveryFee" },
        { "recoveryFee", "1.001", "recoveryFee" },
        { "recoveryFee", "1e400", "recoveryFee" },
        { "recoveryFee", "\"100\"", "recoveryFee" },
        { "closeRecord", "\"yes\"", "closeRecord" },
        { "substitute", "1", "substitute" },
        { "number", "1", "number" },
        { "thanatologistId", "\"01990000-0000-7000-8000-000000000004\"", "thanatologistId" },
        { "legacyNumber", "1", "legacyNumber" },
    };

    [Theory]
    [MemberData(nameof(InvalidSessions))]
    public async Task Invalid_session_names_the_field(string member, string value, string field)
    {
        var body = Bodies.Session(DemoAccounts.Patient.Id).Without(member).ToJsonString();
        var json = $$"""{{{body[1..^1]}},"{{member}}":{{value}}}""";

        (await clinic.Thanatologist.SendAsync(HttpMethod.Post, "/sessions", ApiClient.Json(json))).IsProblem(400, field);
    }

    [Fact]
    public async Task An_unknown_service_is_named_alone() =>
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(DemoAccounts.Patient.Id).With("serviceType", "Astrología"))).IsProblem(400, "serviceType");

    [Fact]
    public async Task The_date_is_not_after_today_in_the_clinics_time_zone()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        var here = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City"));
        var today = DateOnly.FromDateTime(here.DateTime);

        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient, Text(today.AddDays(1))))).IsProblem(400, "date");
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient, Text(today)))).Is(201);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("100000")]
    [InlineData("99999.99")]
    [InlineData("1e2")]
    public async Task Fees_from_0_to_100000_with_two_decimals_are_taken(string fee)
    {
        var body = Bodies.Session(await clinic.Thanatologist.CreatePatientAsync()).With("recoveryFee", JsonNode.Parse(fee));

        var written = (await clinic.Thanatologist.PostAsync("/sessions", body)).Is(201);

        Assert.Equal(decimal.Parse(fee, NumberStyles.Float, CultureInfo.InvariantCulture), written.Json["recoveryFee"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task An_evaluation_has_at_most_20000_characters()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();

        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient).With("evaluation", new string('ñ', 20_001)))).IsProblem(400, "evaluation");
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient).With("evaluation", new string('ñ', 20_000)))).Is(201);
    }

    [Fact]
    public async Task All_fields_at_fault_are_named_at_once() => (await clinic.Thanatologist.PostAsync("/sessions", new JsonObject())).IsProblem(
        400, "date", "evaluation", "interventionType", "motive", "recoveryFee", "serviceType", "tool", "userId");

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
