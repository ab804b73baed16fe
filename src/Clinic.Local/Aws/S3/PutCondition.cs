namespace Clinic.Local.Aws.S3;

/// <summary>What has to hold for an object to be written: that there is none yet, or that it is still this one.</summary>
internal sealed record PutCondition(bool IfAbsent, string? IfMatch)
{
    public static PutCondition None { get; } = new(false, null);

    public bool Holds(StoredObject? present) => !(IfAbsent && present is not null) && (IfMatch is null || IfMatch == present?.ETag);
}
