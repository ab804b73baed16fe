using System.Globalization;
using System.Text.RegularExpressions;

namespace Clinic.Local.Template;

/// <summary>A function, by its logical id, that is invoked for what happens to the objects of a bucket.</summary>
public sealed record ObjectTrigger(string Function, string Event, string Bucket)
{
    /// <summary>Such as s3:ObjectCreated:Put, or s3:ObjectCreated:* for every way to make an object.</summary>
    public required IReadOnlyList<string> EventNames { get; init; }

    public string Prefix { get; init; } = "";

    public string Suffix { get; init; } = "";

    /// <param name="eventName">As in an event: without the prefix s3: that it has in the template.</param>
    /// <param name="key">The object's key.</param>
    public bool Takes(string eventName, string key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal) && key.EndsWith(Suffix, StringComparison.Ordinal)
        && EventNames.Any(name => name.EndsWith('*') ? ("s3:" + eventName).StartsWith(name[..^1], StringComparison.Ordinal) : name == "s3:" + eventName);
}

/// <summary>A function's event of type S3 → the trigger.</summary>
internal static class ObjectTriggerReader
{
    private const string Created = "s3:ObjectCreated:";

    public static ObjectTrigger Read(Properties function, string id, Properties source, TemplateDocument document)
    {
        source.AllowOnly("Bucket", "Events", "Filter");
        var bucket = source.RequiredText("Bucket");
        if (!document.OfType("AWS::S3::Bucket").Any(resource => document.Ids.Reference(resource) == bucket))
            throw source.Error($"Bucket {bucket} is not a bucket of the template");
        var names = source.Texts("Events");
        if (names.Count == 0 || !names.All(name => name.StartsWith(Created, StringComparison.Ordinal)))
            throw source.Error($"the local host announces events such as {Created}* only");
        var rules = Rules(source).ToLookup(rule => rule.RequiredText("Name"), rule => rule.RequiredText("Value"));
        if (rules.Any(rule => rule.Key is not ("prefix" or "suffix") || rule.Count() > 1))
            throw source.Error("Filter takes one prefix and one suffix");
        return new ObjectTrigger(function.Resource, id, bucket)
        {
            EventNames = names,
            Prefix = rules["prefix"].FirstOrDefault() ?? "",
            Suffix = rules["suffix"].FirstOrDefault() ?? "",
        };
    }

    private static IEnumerable<Properties> Rules(Properties source)
    {
        if (source.Section("Filter") is not { } filter)
            return [];
        filter.AllowOnly("S3Key");
        return filter.RequiredSection("S3Key").Items("Rules");
    }
}

/// <summary>A function, by its logical id, that is invoked at a fixed rate.</summary>
public sealed record ScheduleTrigger(string Function, string Event, TimeSpan Period);

/// <summary>A function's event of type Schedule. The local host runs rates only.</summary>
internal static partial class ScheduleTriggerReader
{
    public static ScheduleTrigger Read(Properties function, string id, Properties source)
    {
        source.AllowOnly("Schedule", "Name", "Description");
        var expression = source.RequiredText("Schedule");
        if (Rate().Match(expression) is not { Success: true } rate
            || !int.TryParse(rate.Groups[1].Value, CultureInfo.InvariantCulture, out var count) || count == 0)
            throw source.Error($"the local host runs schedules such as rate(5 minutes), not {expression}");
        return new ScheduleTrigger(function.Resource, id, rate.Groups[2].Value switch
        {
            "minute" => TimeSpan.FromMinutes(count),
            "hour" => TimeSpan.FromHours(count),
            _ => TimeSpan.FromDays(count),
        });
    }

    [GeneratedRegex(@"^rate\((\d{1,4}) (minute|hour|day)s?\)$")]
    private static partial Regex Rate();
}
