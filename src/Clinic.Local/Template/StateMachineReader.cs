using Clinic.Local.Aws.StepFunctions;

namespace Clinic.Local.Template;

/// <summary>AWS::Serverless::StateMachine → its definition file, with the substitutions put in.</summary>
internal static class StateMachineReader
{
    public static MachineDefinition Read(Properties machine, string arn, string folder)
    {
        machine.AllowOnly("Name", "Type", "DefinitionUri", "DefinitionSubstitutions", "Tracing", "Logging", "Policies", "Role", "Tags");
        if (machine.Text("Type") is not (null or "STANDARD"))
            throw machine.Error("the local host runs state machines of Type STANDARD");
        var file = Path.Combine(folder, machine.RequiredText("DefinitionUri"));
        if (!File.Exists(file))
            throw machine.Error($"{file} does not exist");
        var definition = File.ReadAllText(file);
        foreach (var (name, value) in machine.Section("DefinitionSubstitutions")?.Pairs() ?? new Dictionary<string, string>())
            definition = definition.Replace($"${{{name}}}", value, StringComparison.Ordinal);
        return definition.Contains("${", StringComparison.Ordinal) ? throw machine.Error("a placeholder of the definition has no substitution") : MachineDefinition.Parse(arn, definition);
    }
}
