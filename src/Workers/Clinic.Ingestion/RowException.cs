namespace Clinic.Ingestion;

/// <summary>A row breaks a rule. The reason tells the rule and never the value.</summary>
internal sealed class RowException(string column, string reason) : Exception(reason)
{
    public string Column { get; } = column;
}
