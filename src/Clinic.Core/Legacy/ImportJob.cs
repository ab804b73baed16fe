using Clinic.Core.Legacy.Csv;

namespace Clinic.Core.Legacy;

/// <summary>A file on its way in: one version of an object, and how far it has come.</summary>
/// <param name="Version">The object's ETag and time: a file that is put again is another import.</param>
/// <param name="Position">Behind the last row that is done; the file's start while it has not been looked through.</param>
public sealed record ImportJob(string Bucket, string Key, string Version, CsvPosition Position, ImportResult Result);
