namespace Clinic.Local.Template;

/// <summary>AWS::Serverless::Function, already merged with Globals. Its events are read by the readers of each kind.</summary>
internal static class FunctionReader
{
    private static readonly HashSet<string> SupportedEvents = ["Api", "DynamoDB", "S3", "Schedule"];

    public static FunctionDefinition Read(Properties function, string name)
    {
        if (function.Text("Runtime") is not ("dotnet10" or "provided.al2023"))
            throw function.Error($"the local host runs dotnet10 functions, not {function.Text("Runtime") ?? "functions without a Runtime"}");
        foreach (var (id, source) in function.Section("Events")?.Sections() ?? [])
        {
            if (!SupportedEvents.Contains(source.RequiredText("Type")))
                throw function.Error($"the local host does not know the event type {source.Text("Type")} of {id}");
        }
        return new FunctionDefinition(
            function.Resource,
            name,
            function.RequiredText("CodeUri"),
            function.RequiredText("Handler"),
            function.Number("MemorySize") ?? 128,
            TimeSpan.FromSeconds(function.Number("Timeout") ?? 3),
            function.Section("Environment")?.Section("Variables")?.Pairs() ?? new Dictionary<string, string>());
    }
}
