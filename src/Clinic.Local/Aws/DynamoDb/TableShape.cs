using Amazon.DynamoDBv2.Model;

namespace Clinic.Local.Aws.DynamoDb;

/// <summary>Keys, indexes and stream of a table as one comparable text, whatever order they are listed in.</summary>
internal static class TableShape
{
    public static string Of(CreateTableRequest table) => Describe(
        table.KeySchema,
        table.AttributeDefinitions,
        [
            .. table.GlobalSecondaryIndexes?.Select(index => Index("global", index.IndexName, index.KeySchema, index.Projection)) ?? [],
            .. table.LocalSecondaryIndexes?.Select(index => Index("local", index.IndexName, index.KeySchema, index.Projection)) ?? [],
        ],
        table.StreamSpecification);

    public static string Of(TableDescription table) => Describe(
        table.KeySchema,
        table.AttributeDefinitions,
        [
            .. table.GlobalSecondaryIndexes?.Select(index => Index("global", index.IndexName, index.KeySchema, index.Projection)) ?? [],
            .. table.LocalSecondaryIndexes?.Select(index => Index("local", index.IndexName, index.KeySchema, index.Projection)) ?? [],
        ],
        table.StreamSpecification);

    private static string Describe(
        List<KeySchemaElement> keys, List<AttributeDefinition> attributes, string[] indexes, StreamSpecification? stream) => string.Join(
        '\n',
        [
            Keys(keys),
            string.Join(' ', attributes.Select(attribute => $"{attribute.AttributeName}:{attribute.AttributeType.Value}").Order(StringComparer.Ordinal)),
            .. indexes.Order(StringComparer.Ordinal),
            stream?.StreamViewType?.Value ?? "",
        ]);

    private static string Index(string kind, string name, List<KeySchemaElement> keys, Projection projection) =>
        $"{kind} {name} {Keys(keys)} {projection.ProjectionType.Value} "
        + string.Join(',', (projection.NonKeyAttributes ?? []).Order(StringComparer.Ordinal));

    private static string Keys(List<KeySchemaElement> keys) =>
        string.Join(' ', keys.Select(key => $"{key.AttributeName}:{key.KeyType.Value}"));
}
