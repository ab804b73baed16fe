using Clinic.Core.Text;

namespace Clinic.Ingestion;

/// <summary>A row of the old database as it came: values by column, in the form of <see cref="TextForm"/>, where one that shows nothing is none.</summary>
internal sealed record ImportRow(LegacyTable Table, long Line, IReadOnlyDictionary<string, string> Values)
{
    public static ImportRow Of(LegacyTable table, long line, IReadOnlyList<string> columns, IReadOnlyList<string> fields) =>
        new(table, line, columns.Zip(fields.Select(TextForm.Of)).Where(field => TextForm.Shows(field.Second)).ToDictionary());

    /// <summary>The row's number in its table; the rows that are read have one.</summary>
    public string Id => LegacyId.Parse(Values["id"])!;

    /// <summary>What could not be taken as it was written, by column.</summary>
    public IReadOnlyList<(string Column, string Repair)> Repairs { get; private set; } = [];

    public string? this[string column] => Values.GetValueOrDefault(column);

    public void Repair(string column, string repair) => Repairs = [.. Repairs, (column, repair)];
}
