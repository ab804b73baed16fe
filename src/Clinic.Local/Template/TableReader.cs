using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Local.Aws.StepFunctions;

namespace Clinic.Local.Template;

/// <summary>AWS::DynamoDB::Table → the request that creates it, without what DynamoDB Local does not support.</summary>
internal static class TableReader
{
    public static TableDefinition Read(Properties table)
    {
        var ttl = table.Section("TimeToLiveSpecification");
        return new TableDefinition(
            table.Resource,
            Request(table),
            ttl?.Flag("Enabled") == true ? ttl.RequiredText("AttributeName") : null);
    }

    private static CreateTableRequest Request(Properties table) => new()
    {
        TableName = table.RequiredText("TableName"),
        BillingMode = table.Text("BillingMode") is "PAY_PER_REQUEST"
            ? BillingMode.PAY_PER_REQUEST
            : throw table.Error("BillingMode must be PAY_PER_REQUEST"),
        KeySchema = Keys(table),
        AttributeDefinitions =
        [
            .. table.Items("AttributeDefinitions").Select(attribute => new AttributeDefinition(
                attribute.RequiredText("AttributeName"), attribute.RequiredText("AttributeType"))),
        ],
        GlobalSecondaryIndexes = NullIfEmpty(table.Items("GlobalSecondaryIndexes").Select(index => new GlobalSecondaryIndex
        {
            IndexName = index.RequiredText("IndexName"),
            KeySchema = Keys(index),
            Projection = Projected(index),
        })),
        LocalSecondaryIndexes = NullIfEmpty(table.Items("LocalSecondaryIndexes").Select(index => new LocalSecondaryIndex
        {
            IndexName = index.RequiredText("IndexName"),
            KeySchema = Keys(index),
            Projection = Projected(index),
        })),
        StreamSpecification = table.Section("StreamSpecification")?.RequiredText("StreamViewType") is { } view
            ? new StreamSpecification { StreamEnabled = true, StreamViewType = view }
            : null,
    };

    private static List<KeySchemaElement> Keys(Properties owner) => owner.Items("KeySchema").ToList() is { Count: > 0 } keys
        ? [.. keys.Select(key => new KeySchemaElement(key.RequiredText("AttributeName"), key.RequiredText("KeyType")))]
        : throw owner.Error("KeySchema is missing");

    private static Projection Projected(Properties index)
    {
        var projection = index.Section("Projection") ?? throw index.Error("Projection is missing");
        return new Projection
        {
            ProjectionType = projection.RequiredText("ProjectionType"),
            NonKeyAttributes = projection.Texts("NonKeyAttributes") is { Count: > 0 } names ? [.. names] : null,
        };
    }

    private static List<T>? NullIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}

/// <summary>A table of the template: the request that creates it, and the attribute by which its items expire, if they do.</summary>
public sealed record TableDefinition(string LogicalId, CreateTableRequest Request, string? TimeToLiveAttribute)
{
    public string Name => Request.TableName;
}

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
