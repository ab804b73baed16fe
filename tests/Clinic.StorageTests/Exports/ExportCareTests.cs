using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Core.Care;
using Clinic.Core.Exports;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Exports;

/// <summary>What a research export takes of the care, of five patients alike of whom one has more.</summary>
public sealed class ExportCareTests : IAsyncLifetime
{
    private const string Said = "Xochiquetzalli y nezahualli no contestan el 55 9988 7766.";
    private const string Masked = "[NOMBRE] y [NOMBRE] no contestan el [TELÉFONO].";
    private static readonly string[] Secret = ["ochiquetzalli", "ezahualli", "99887766", "9988 7766", "marcada", "grupal", "2024-05"];
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TableSet tables = new();
    private ClinicServices clinic = null!;
    private ObjectFixture objects = null!;

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = new ClinicServices(tables);
        objects = await ObjectFixture.StartAsync();
        for (var i = 0; i < 5; i++)
            await AddPatientAsync();
    }

    public async Task DisposeAsync()
    {
        await objects.DisposeAsync();
        await tables.DisposeAsync();
    }

    [Fact]
    public async Task Losses_scores_and_counts_are_released_without_words_of_anybody()
    {
        var one = await AddPatientAsync();
        await PutAsync(LossItems.Write(A.Loss() with { PatientId = one, Kind = "Migración", Name = "Nezahualli" }), LossItems.Texts);

        var files = await clinic.ExportAsync(tables, objects, FreeText.None);

        Assert.All(files.Values, text => Assert.All(Secret, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase)));
        AssertRows(files, "losses", 6, """{"kind":"Muerte","relation":"Madre","circumstance":"Enfermedad","expected":true,"year":2024}""");
        AssertRows(files, "assessments", 6, """{"number":1,"year":2025,"instrument":"phq-9","version":1,"score":17,"band":"Moderada"}""", """{"number":2,"year":2026,"instrument":"gad-7","version":3,"score":4.5,"band":"Mínima"}""");
        AssertRows(files, "alerts", 6, """{"kind":"medical","severity":"low","count":2}""", """{"kind":"suicide","severity":"high","count":1}""");
        Assert.Equal(1, (int)JsonNode.Parse(files["manifest.json"])!["kAnonymity"]!["lossesSuppressed"]!);
        Assert.Contains("Muerte,Madre,Enfermedad,true,2024", files["losses-0001.csv"], StringComparison.Ordinal);
        Assert.All(Rows(files, "sessions"), row => Assert.Equal(("video", 50, null), ((string)row["mode"]!, (int)row["minutes"]!, row["problem"] ?? row["prognosis"] ?? row["plan"] ?? row["remark"])));
    }

    [Fact]
    public async Task Texts_are_masked_with_what_the_care_knows_and_the_evaluation_of_a_group_is_left_out()
    {
        var files = await clinic.ExportAsync(tables, objects, FreeText.Masked);

        Assert.All(files.Values, text => Assert.All(Secret, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase)));
        var sessions = Rows(files, "sessions").ToLookup(row => (bool)row["inGroup"]!);
        Assert.Equal((5, 5), (sessions[true].Count(), sessions[false].Count()));
        Assert.All(sessions[false], row => Assert.Equal([Masked, Masked, Masked, Masked, null], Texts(row)));
        Assert.All(sessions[true], row => Assert.Equal([null, Masked, Masked, Masked, Masked], Texts(row)));

        static IEnumerable<string?> Texts(JsonObject row) => new[] { "evaluation", "problem", "prognosis", "plan", "remark" }.Select(name => (string?)row[name]);
    }

    private async Task<string> AddPatientAsync()
    {
        var patient = A.Patient().With(data => data with { Gender = "Mujer", BirthDate = new DateOnly(1985, 3, 9) }).Build();
        var open = PatientAlerts.None.Opened(AlertKind.Suicide, AlertSeverity.High, AlertSource.Session, A.Id(), A.Moment).Opened(AlertKind.Medical, AlertSeverity.Low, AlertSource.Person, A.Id(), A.Moment);
        await clinic.StoreAsync(patient with { Alerts = open });
        var loss = A.Loss() with
        {
            PatientId = patient.Id, Relation = "Madre", Name = "Xochiquetzalli", Date = PartialDate.Parse("2024-05-10"), Circumstance = "Enfermedad", Expected = true, Notes = "Nota marcada.",
        };
        await PutAsync(LossItems.Write(loss), LossItems.Texts);
        await PutAsync(LossItems.Write(loss with { Id = A.Id(), Name = "marcada", RemovedAt = A.Moment }), LossItems.Texts);
        await PutAsync(SafetyPlanItems.Write(patient.Id, SafetyPlanView.Of(new SafetyPlanEdit(["marcada"], People: [new PlanContact("Nezahualli", "5599887766")]).Normalized(), 1, A.Moment)), SafetyPlanItems.Texts);
        await PutAsync(AlertItems.Write(Alert(patient.Id, open.Open[1].Id)), AlertItems.Texts);
        await PutAsync(AlertItems.Write(Alert(patient.Id, A.Id()) with { Reviews = [new AlertReview(A.Moment, A.Id(), "Marcada", AlertSeverity.Imminent, "marcada", true)] }), AlertItems.Texts);
        await PutAsync(AssessmentItems.Write(Assessment(patient.Id, "phq-9", 1, A.Moment.AddYears(-1), new Score(17, "Moderada", false, []))), AssessmentItems.Texts);
        await PutAsync(AssessmentItems.Write(Assessment(patient.Id, "gad-7", 3, A.Moment, new Score(4.5m, "Mínima", true, []))), AssessmentItems.Texts);
        foreach (var session in new[] { Session(patient, 1, Said), Session(patient, 2, "La sesión grupal.") with { GroupId = A.Id(), Remark = Said } })
            await tables.Dynamo.PutItemAsync(new PutItemRequest { TableName = tables.Sessions, Item = SessionItems.Write(session).Attributes });
        return patient.Id;
    }

    private static Alert Alert(string patientId, string id) =>
        new(id, patientId, AlertKind.Medical, AlertSource.Person, AlertSeverity.Low, AlertSeverity.Imminent, "marcada", A.Moment, A.Id(), [], 1);

    private static Assessment Assessment(string patientId, string instrument, int version, DateTimeOffset at, Score score) =>
        new(patientId, Guid.CreateVersion7(at).ToString(), instrument, version, at, new Dictionary<string, int> { ["marcada"] = 3 }, score, A.Id(), null, at);

    private static Session Session(User patient, int number, string evaluation)
    {
        var asked = A.NewSession();
        return new Session(
            patient.Id, number, patient.Record!.ThanatologistId, null, A.Day, asked.ServiceType!, asked.InterventionType!, asked.Tool!, asked.Motive!, evaluation, 100, false, null, [], A.Moment)
        {
            StartTime = "09:30", Minutes = 50, Mode = AppointmentMode.Video, Problem = Said, Prognosis = Said, Plan = Said,
        };
    }

    private async Task PutAsync(Item item, IReadOnlyList<string> texts)
    {
        var transaction = new Transaction(tables.Dynamo);
        await clinic.CareStore.AddPutAsync(transaction, item, null, texts);
        await transaction.CommitAsync();
    }

    /// <summary>Every patient has just these rows, in this order.</summary>
    private static void AssertRows(IReadOnlyDictionary<string, string> files, string kind, int patients, params string[] expected)
    {
        var rows = Rows(files, kind).GroupBy(row => (string)row["patient"]!).ToList();
        Assert.Equal(patients, rows.Count);
        Assert.All(rows, own => Assert.Equal(expected, own.Select(Without)));

        static string Without(JsonObject row)
        {
            row.Remove("patient");
            return row.ToJsonString(Readable);
        }
    }

    private static List<JsonObject> Rows(IReadOnlyDictionary<string, string> files, string kind) =>
        [.. files[$"{kind}-0001.jsonl"].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
}
