namespace Clinic.Ingestion;

/// <summary>A session that is to be written as soon as what it belongs to is there.</summary>
/// <param name="Job">The import that brought it.</param>
/// <param name="Staged">The row that has waited; null for one that comes now.</param>
internal sealed record SessionRow(LegacySession Session, string Job, StagedRow? Staged)
{
    public string Name => NameOf(Session);

    public static string NameOf(LegacySession session) => $"{StagedRow.Session}#{session.Id}";
}
