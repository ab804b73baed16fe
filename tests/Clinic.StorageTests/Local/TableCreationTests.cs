using System.Diagnostics;
using Amazon.DynamoDBv2.Model;
using Clinic.Local;
using Clinic.Local.Aws.DynamoDb;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.StorageTests.Local;

public sealed class TableCreationTests(DynamoDbFixture dynamoDb) : IClassFixture<DynamoDbFixture>
{
    [Fact]
    public async Task Every_table_of_the_template_is_created_with_its_indexes_and_its_expiry()
    {
        var template = Template("create");

        await TableCreation.CreateAsync(dynamoDb.Client, template);

        var sessions = await dynamoDb.Client.DescribeTableAsync("clinic-sessions-create");
        Assert.Equal(["userId", "number"], sessions.Table.KeySchema.Select(key => key.AttributeName));
        Assert.Equal("byThanatologist", Assert.Single(sessions.Table.GlobalSecondaryIndexes).IndexName);
        Assert.Equal("byDate", Assert.Single(sessions.Table.LocalSecondaryIndexes).IndexName);
        var expiry = await dynamoDb.Client.DescribeTimeToLiveAsync("clinic-idempotency-create");
        Assert.Equal("expiresAt", expiry.TimeToLiveDescription.AttributeName);
        var names = (await dynamoDb.Client.ListTablesAsync()).TableNames;
        Assert.All(template.Tables, table => Assert.Contains(table.Name, names));
    }

    [Fact]
    public async Task Creating_again_keeps_the_data()
    {
        var template = Template("again");
        await TableCreation.CreateAsync(dynamoDb.Client, template);
        await dynamoDb.Client.PutItemAsync("clinic-users-again", new Dictionary<string, AttributeValue> { ["id"] = new("u1") });

        await TableCreation.CreateAsync(dynamoDb.Client, template);

        var item = await dynamoDb.Client.GetItemAsync("clinic-users-again", new Dictionary<string, AttributeValue> { ["id"] = new("u1") });
        Assert.True(item.IsItemSet);
    }

    [Fact]
    public async Task A_table_that_lacks_an_index_gets_it_and_keeps_its_data()
    {
        await CreateUsersAsync("clinic-users-lacking", "id");
        await dynamoDb.Client.PutItemAsync("clinic-users-lacking", new() { ["id"] = new("u1"), ["listing"] = new("admin"), ["sortName"] = new("a") });

        await TableCreation.CreateAsync(dynamoDb.Client, Template("lacking"));
        await TableCreation.CreateAsync(dynamoDb.Client, Template("lacking"));

        var found = await dynamoDb.Client.QueryAsync(new QueryRequest("clinic-users-lacking")
        {
            IndexName = "byListing",
            KeyConditionExpression = "listing = :admin",
            ExpressionAttributeValues = new() { [":admin"] = new("admin") },
        });
        Assert.Equal("u1", Assert.Single(found.Items)["id"].S);
    }

    [Fact]
    public async Task A_table_from_an_older_template_is_told_with_its_remedy()
    {
        await CreateUsersAsync("clinic-users-older", "pk");

        var error = await Assert.ThrowsAsync<SetupException>(() => TableCreation.CreateAsync(dynamoDb.Client, Template("older")));

        Assert.Contains("clinic-users-older", error.Message, StringComparison.Ordinal);
        Assert.Contains("reset", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_of_tables_can_be_deleted()
    {
        var template = Template("gone");
        await TableCreation.CreateAsync(dynamoDb.Client, template);

        await TableCreation.DeleteAsync(dynamoDb.Client, template);

        var names = (await dynamoDb.Client.ListTablesAsync()).TableNames ?? [];
        Assert.DoesNotContain(names, name => name.EndsWith("-gone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_is_given_is_used_and_not_stopped()
    {
        var second = await DynamoDbLocal.StartAsync(new DynamoDbLocalOptions { Endpoint = dynamoDb.Database.ServiceUrl });

        await second.DisposeAsync();

        Assert.Null(second.ProcessId);
        Assert.Equal(dynamoDb.Database.ServiceUrl, second.ServiceUrl);
        Assert.NotNull(await dynamoDb.Client.ListTablesAsync());
    }

    [Fact]
    public async Task An_endpoint_where_nothing_answers_is_told() =>
        Assert.Contains("http://127.0.0.1:9", (await Assert.ThrowsAsync<SetupException>(() => DynamoDbLocal.StartAsync(
            new DynamoDbLocalOptions { Endpoint = "http://127.0.0.1:9" }))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Its_process_ends_with_it()
    {
        var database = await DynamoDbLocal.StartAsync(new DynamoDbLocalOptions { InMemory = true, Endpoint = null });
        using var process = Process.GetProcessById(database.ProcessId!.Value);

        await database.DisposeAsync();

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(5)));
    }

    private Task<CreateTableResponse> CreateUsersAsync(string name, string key) => dynamoDb.Client.CreateTableAsync(new CreateTableRequest
    {
        TableName = name,
        BillingMode = "PAY_PER_REQUEST",
        KeySchema = [new KeySchemaElement(key, "HASH")],
        AttributeDefinitions = [new AttributeDefinition(key, "S")],
    });

    private static ClinicTemplate Template(string branch) => ClinicTemplate.Load(
        Path.Combine(RepositoryRoot.Find(), "template.yaml"), new Dictionary<string, string> { ["Branch"] = branch });
}
