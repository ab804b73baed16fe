namespace Clinic.Ingestion.Csv;

/// <summary>The text is not what RFC 4180 describes, or is not in its encoding, or a field is longer than any may be. The message says nothing of what is in it.</summary>
internal sealed class CsvException(long line, string message, bool isEncoding = false) : Exception(message)
{
    public long Line { get; } = line;

    /// <summary>The bytes are not in the encoding.</summary>
    public bool IsEncoding { get; } = isEncoding;
}
