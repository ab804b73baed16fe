using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Clinic.Anonymization.Detection;
using Clinic.Anonymization.Generalization;
using Clinic.Anonymization.Tasks;
using Clinic.Core.Exports;

namespace Clinic.Anonymization.Rows;

/// <summary>
/// A patient with their sessions between the steps. Fields that are protected, such as names, are not in it any more, and values that
/// identify in combination are generalized already, for the year of the export, so that all steps agree.
/// </summary>
/// <typeparam name="TText">A free text: with what was found in it, then masked.</typeparam>
internal sealed record PatientCase<TText>(
    string Id,
    QuasiIdentifiers Quasi,
    TText? MaritalStatus,
    TText? Occupation,
    TText? Religion,
    int Children,
    string ThanatologistId,
    bool IsOpen,
    int OpenedYear,
    int? ClosedYear,
    TText? Ekr,
    IReadOnlyList<CaseSession<TText>> Sessions,
    IReadOnlyList<LossForm> Losses,
    IReadOnlyList<CaseAssessment> Assessments,
    IReadOnlyList<CaseAlerts> Alerts)
    where TText : class;

internal sealed record CaseSession<TText>(
    int Number,
    string ThanatologistId,
    int Year,
    string ServiceType,
    string InterventionType,
    string Tool,
    string Motive,
    TText? Evaluation,
    decimal RecoveryFee,
    bool Substitute,
    TText? Reason,
    IReadOnlyList<TText> Addenda,
    string? Mode,
    int? Minutes,
    bool InGroup,
    TText? Problem,
    TText? Prognosis,
    TText? Plan,
    TText? Remark)
    where TText : class;

/// <param name="Number">1, 2, 3 … of the patient, in the order of time.</param>
internal sealed record CaseAssessment(int Number, int Year, string Instrument, int Version, decimal Score, string Band);

/// <summary>How many alerts of a kind and a severity a patient has had.</summary>
internal sealed record CaseAlerts(string Kind, string Severity, int Count);

/// <summary>A patient as researchers see them.</summary>
internal sealed record PatientRow(
    string Patient,
    string? Gender,
    string? BirthYear,
    string? Zip3,
    string? MaritalStatus,
    string? Occupation,
    string? Religion,
    string Children,
    string Thanatologist,
    bool IsOpen,
    int OpenedYear,
    int? ClosedYear,
    int Sessions,
    string? Ekr);

/// <summary>A session as researchers see it.</summary>
internal sealed record SessionRow(
    string Patient,
    int Number,
    int Year,
    string Thanatologist,
    string ServiceType,
    string InterventionType,
    string Tool,
    string Motive,
    decimal RecoveryFee,
    bool Substitute,
    string? Reason,
    string? Evaluation,
    IReadOnlyList<string>? Addenda,
    string? Mode,
    int? Minutes,
    bool InGroup,
    string? Problem,
    string? Prognosis,
    string? Plan,
    string? Remark);

/// <summary>A loss as researchers see it.</summary>
internal sealed record LossRow(string Patient, string Kind, string? Relation, string? Circumstance, bool? Expected, int? Year);

/// <summary>An assessment as researchers see it.</summary>
internal sealed record AssessmentRow(string Patient, int Number, int Year, string Instrument, int Version, decimal Score, string Band);

/// <summary>Alerts as researchers see them: how many of a kind and a severity a patient has had.</summary>
internal sealed record AlertRow(string Patient, string Kind, string Severity, int Count);

/// <summary>A text and what was found in it.</summary>
internal sealed record FoundText(string Text, IReadOnlyList<Finding> Findings);

/// <summary>The counts up to and including a part: enough to decide on every row without reading all of them again.</summary>
internal sealed record Tally(
    IReadOnlyList<ClassSize> Classes, IReadOnlyDictionary<string, int> Findings)
{
    public static Tally Empty { get; } = new([], new Dictionary<string, int>());
}

/// <summary>How many patients are alike, how many of them have each trait, and how many have which losses.</summary>
/// <param name="Losses">The different losses of a patient, each a line of JSON, with how many have just these.</param>
internal sealed record ClassSize(QuasiIdentifiers Of, int Rows, Dictionary<string, int> Traits, Dictionary<string, int> Losses);

/// <summary>What an export is and how it was made.</summary>
internal sealed record Manifest(
    string ExportId,
    DateTimeOffset CreatedAt,
    FreeText FreeText,
    IReadOnlyList<string> Rules,
    ExportCounts Counts,
    IReadOnlyDictionary<string, int> Masked,
    AnonymityReport KAnonymity,
    IReadOnlyList<WrittenFile> Files);

/// <param name="Reached">The size of the smallest class that was released; absent when none was.</param>
/// <param name="Whole">Rows with all quasi-identifiers.</param>
/// <param name="WithoutArea">Rows that lost their area.</param>
/// <param name="WithDecade">Rows that also kept only the decade of birth.</param>
/// <param name="GenderOnly">Rows that kept only their gender.</param>
/// <param name="LossesSuppressed">Losses of patients that were released, which too few of them have had.</param>
internal sealed record AnonymityReport(
    int K,
    int? Reached,
    IReadOnlyList<string> QuasiIdentifiers,
    int Whole,
    int WithoutArea,
    int WithDecade,
    int GenderOnly,
    int RowsSuppressed,
    int SessionsSuppressed,
    int LossesSuppressed);

internal sealed record WrittenFile(string Name, int Rows, long Bytes, string Sha256);

/// <summary>What the de-identification has written up to and including a part.</summary>
internal sealed record Written(int Patients, int Sessions, int SuppressedPatients, int SuppressedSessions, int SuppressedLosses, IReadOnlyList<WrittenFile> Files)
{
    public static Written Nothing { get; } = new(0, 0, 0, 0, 0, []);
}

/// <summary>The worker's JSON: camelCase, null members left out, accents readable.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(TaskRequest))]
[JsonSerializable(typeof(TaskAnswer))]
[JsonSerializable(typeof(PatientCase<FoundText>))]
[JsonSerializable(typeof(PatientCase<string>))]
[JsonSerializable(typeof(LossForm))]
[JsonSerializable(typeof(Tally))]
[JsonSerializable(typeof(Written))]
[JsonSerializable(typeof(PatientRow))]
[JsonSerializable(typeof(SessionRow))]
[JsonSerializable(typeof(LossRow))]
[JsonSerializable(typeof(AssessmentRow))]
[JsonSerializable(typeof(AlertRow))]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class RowJson : JsonSerializerContext
{
    private static readonly RowJson Rows = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Rows.GetTypeInfo(typeof(T))!;

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, TypeOf<T>());

    public static T Read<T>(string json) => JsonSerializer.Deserialize(json, TypeOf<T>())!;

    public static IEnumerable<T> ReadLines<T>(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Read<T>);
}
