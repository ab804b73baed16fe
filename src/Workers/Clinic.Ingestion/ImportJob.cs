using Clinic.Ingestion.Csv;

namespace Clinic.Ingestion;

/// <summary>A file on its way in: one version of an object, and how far it has come.</summary>
/// <param name="Version">The object's ETag and time: a file that is put again is another import.</param>
/// <param name="Position">Behind the last row that is done; the file's start while none is.</param>
/// <param name="Ended">How many imports had ended, of those that wrote something, when this one's rows began to be counted.</param>
internal sealed record ImportJob(string Bucket, string Key, string Version, CsvPosition Position, ImportResult Result, long Ended);
