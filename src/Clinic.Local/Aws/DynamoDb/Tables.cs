using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.DynamoDb;

/// <summary>
/// Creates the template's tables where they are missing. An existing table gets the indexes that it lacks, as a deployment would make
/// them. Otherwise it must have the template's keys and indexes, since DynamoDB would report a difference only at the first query.
/// </summary>
public static class TableCreation
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="expires">Whether items are deleted after their time. DynamoDB goes by the machine's clock, which is wrong for whoever has another.</param>
    public static async Task CreateAsync(IAmazonDynamoDB client, ClinicTemplate template, bool expires = true, CancellationToken cancellationToken = default)
    {
        var existing = await NamesAsync(client, cancellationToken);
        await Task.WhenAll(template.Tables.Select(table => existing.Contains(table.Name)
            ? CheckAsync(client, table, cancellationToken)
            : CreateAsync(client, table, expires, cancellationToken)));
    }

    /// <summary>Deletes the template's tables with all that is in them.</summary>
    public static Task DeleteAsync(IAmazonDynamoDB client, ClinicTemplate template, CancellationToken cancellationToken = default) =>
        Task.WhenAll(template.Tables.Select(table => client.DeleteTableAsync(table.Name, cancellationToken)));

    private static async Task<HashSet<string>> NamesAsync(IAmazonDynamoDB client, CancellationToken cancellationToken)
    {
        var names = new HashSet<string>();
        string? last = null;
        do
        {
            var page = await client.ListTablesAsync(new ListTablesRequest { ExclusiveStartTableName = last }, cancellationToken);
            names.UnionWith(page.TableNames ?? []);
            last = page.LastEvaluatedTableName;
        }
        while (last is not null);
        return names;
    }

    private static async Task CreateAsync(IAmazonDynamoDB client, TableDefinition table, bool expires, CancellationToken cancellationToken)
    {
        await client.CreateTableAsync(table.Request, cancellationToken);
        if (!expires || table.TimeToLiveAttribute is not { } attribute)
            return;
        await client.UpdateTimeToLiveAsync(
            new UpdateTimeToLiveRequest
            {
                TableName = table.Name,
                TimeToLiveSpecification = new TimeToLiveSpecification { AttributeName = attribute, Enabled = true },
            },
            cancellationToken);
    }

    private static async Task CheckAsync(IAmazonDynamoDB client, TableDefinition table, CancellationToken cancellationToken)
    {
        var actual = (await client.DescribeTableAsync(table.Name, cancellationToken)).Table;
        if (Keys(actual.KeySchema).SequenceEqual(Keys(table.Request.KeySchema)))
        {
            foreach (var index in (table.Request.GlobalSecondaryIndexes ?? []).ExceptBy((actual.GlobalSecondaryIndexes ?? []).Select(there => there.IndexName), index => index.IndexName))
                actual = await AddAsync(client, table, index, cancellationToken);
        }
        if (TableShape.Of(actual) != TableShape.Of(table.Request))
            throw new SetupException(
                $"The table {table.Name} was created from an older template and has other keys or indexes: run './run_local.sh reset'.");
    }

    private static IEnumerable<(string, string)> Keys(List<KeySchemaElement> keys) => keys.Select(key => (key.AttributeName, key.KeyType.Value));

    private static async Task<TableDescription> AddAsync(IAmazonDynamoDB client, TableDefinition table, GlobalSecondaryIndex index, CancellationToken cancellationToken)
    {
        await client.UpdateTableAsync(
            new UpdateTableRequest
            {
                TableName = table.Name,
                AttributeDefinitions = table.Request.AttributeDefinitions,
                GlobalSecondaryIndexUpdates =
                [
                    new GlobalSecondaryIndexUpdate
                    {
                        Create = new CreateGlobalSecondaryIndexAction { IndexName = index.IndexName, KeySchema = index.KeySchema, Projection = index.Projection },
                    },
                ],
            },
            cancellationToken);
        while (true)
        {
            var actual = (await client.DescribeTableAsync(table.Name, cancellationToken)).Table;
            if (actual.TableStatus == TableStatus.ACTIVE && actual.GlobalSecondaryIndexes.TrueForAll(there => there.IndexStatus == IndexStatus.ACTIVE))
                return actual;
            await Task.Delay(Pause, cancellationToken);
        }
    }
}

/// <summary>Keys, indexes and stream of a table as one comparable text that does not depend on the order in which they are listed.</summary>
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
