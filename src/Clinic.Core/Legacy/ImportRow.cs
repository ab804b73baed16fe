namespace Clinic.Core.Legacy;

/// <summary>A row of the old database as it came: values by column, where one that is empty or blank is none.</summary>
internal sealed record ImportRow(LegacyTable Table, long Line, IReadOnlyDictionary<string, string> Values)
{
    public static ImportRow Of(LegacyTable table, long line, IReadOnlyList<string> columns, IReadOnlyList<string> fields) =>
        new(table, line, columns.Zip(fields).Where(field => !string.IsNullOrWhiteSpace(field.Second)).ToDictionary());

    /// <summary>The row's number in its table; the rows that are read have one.</summary>
    public string Id => LegacyId.Parse(Values["id"])!;

    public string? this[string column] => Values.GetValueOrDefault(column);
}
