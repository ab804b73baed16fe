using Amazon.DynamoDBv2;
using Clinic.Local.Aws.DynamoDb;

namespace Clinic.Testing;

/// <summary>
/// One DynamoDB Local, in memory, for all tests of a process. It is started when first needed and cannot outlive the process;
/// when it cannot be started, every test that needs it fails.
/// </summary>
public static class SharedDynamoDb
{
    private static readonly Lazy<Task<DynamoDbLocal>> Started = new(() => DynamoDbLocal.StartAsync(new DynamoDbLocalOptions { InMemory = true }));

    public static async Task<IAmazonDynamoDB> ClientAsync() => (await Started.Value).CreateClient();
}
