namespace Clinic.Local.Template;

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
