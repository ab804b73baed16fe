namespace Clinic.Local.Aws.S3;

/// <summary>An object of a bucket. ETag is in its quotes; Headers are those that are sent back as they came in.</summary>
internal sealed record StoredObject(
    string Bucket, string Key, long Length, string ETag, DateTimeOffset LastModified, IReadOnlyDictionary<string, string> Headers);
