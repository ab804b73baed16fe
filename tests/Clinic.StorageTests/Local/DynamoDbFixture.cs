using Amazon.DynamoDBv2;
using Clinic.Local.Aws.DynamoDb;
using Xunit;

namespace Clinic.StorageTests.Local;

/// <summary>A DynamoDB Local of its own, in memory.</summary>
public sealed class DynamoDbFixture : IAsyncLifetime
{
    private DynamoDbLocal? database;

    public DynamoDbLocal Database => database ?? throw new InvalidOperationException("Not started yet.");

    public IAmazonDynamoDB Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        database = await DynamoDbLocal.StartAsync(new DynamoDbLocalOptions { InMemory = true });
        Client = database.CreateClient();
    }

    public async Task DisposeAsync()
    {
        Client?.Dispose();
        if (database is not null)
            await database.DisposeAsync();
    }
}
