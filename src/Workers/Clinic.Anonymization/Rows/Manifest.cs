using Clinic.Core.Exports;

namespace Clinic.Anonymization.Rows;

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
/// <param name="WithDecade">Rows that also kept no more than the decade of birth.</param>
/// <param name="GenderOnly">Rows that kept their gender alone.</param>
internal sealed record AnonymityReport(
    int K, int? Reached, IReadOnlyList<string> QuasiIdentifiers, int Whole, int WithoutArea, int WithDecade, int GenderOnly, int RowsSuppressed, int SessionsSuppressed);

internal sealed record WrittenFile(string Name, int Rows, long Bytes, string Sha256);

/// <summary>What the de-identification has written up to and with a part.</summary>
internal sealed record Written(int Patients, int Sessions, int SuppressedPatients, int SuppressedSessions, IReadOnlyList<WrittenFile> Files)
{
    public static Written Nothing { get; } = new(0, 0, 0, 0, []);
}
