namespace Clinic.Local.Template;

/// <summary>The queue of a DestinationConfig for what was given up; null where there is none.</summary>
internal static class FailureQueueReader
{
    public static string? Read(Properties owner, TemplateDocument document)
    {
        if (owner.Section("DestinationConfig") is not { } config)
            return null;
        config.AllowOnly("OnFailure");
        if (config.Section("OnFailure") is not { } destination)
            return null;
        destination.AllowOnly("Type", "Destination");
        if (destination.Text("Type") is not (null or "SQS"))
            throw destination.Error("the local host knows destinations of Type SQS only");
        var arn = destination.RequiredText("Destination");
        var queue = document.OfType("AWS::SQS::Queue").FirstOrDefault(id => document.Ids.Attribute(id, "Arn") == arn)
            ?? throw destination.Error($"{arn} is not the Arn of a queue of the template");
        return document.Ids.Attribute(queue, "QueueName");
    }
}
