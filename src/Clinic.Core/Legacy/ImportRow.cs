namespace Clinic.Core.Legacy;

/// <summary>A row of the old database as it came: values by column, where an empty one is none.</summary>
internal sealed record ImportRow(LegacyTable Table, long Line, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The row's number in its table; the rows that are read have one.</summary>
    public string Id => LegacyId.Parse(Values["id"])!;

    public string? this[string column] => Values.GetValueOrDefault(column);
}
