namespace Clinic.Local.Template;

/// <summary>A function, by its logical id, that is invoked for what happens to the objects of a bucket.</summary>
public sealed record ObjectTrigger(string Function, string Event, string Bucket)
{
    /// <summary>Such as s3:ObjectCreated:Put, or s3:ObjectCreated:* for every way to make an object.</summary>
    public required IReadOnlyList<string> EventNames { get; init; }

    public string Prefix { get; init; } = "";

    public string Suffix { get; init; } = "";

    /// <param name="eventName">Without the s3: of the template's, as an event names it.</param>
    /// <param name="key">The object's key.</param>
    public bool Takes(string eventName, string key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal) && key.EndsWith(Suffix, StringComparison.Ordinal)
        && EventNames.Any(name => name.EndsWith('*') ? ("s3:" + eventName).StartsWith(name[..^1], StringComparison.Ordinal) : name == "s3:" + eventName);
}
