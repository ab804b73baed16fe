using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Clinic.Local;
using Clinic.Demo;

namespace Clinic.Benchmarks;

/// <summary>A warm GET /users/{id} of a patient with clinical text, and a bare GetItem of the same item, in turns.</summary>
internal static class WarmRead
{
    private const int WarmUp = 500;
    private const int Reads = 2_000;

    public static async Task MeasureAsync(LocalHost host, HttpClient client)
    {
        using var dynamo = host.CreateDynamoDbClient();
        var table = host.Template.Tables.Single(table => table.LogicalId == "UsersTable").Name;
        var bare = new GetItemRequest { TableName = table, Key = new() { ["id"] = new AttributeValue(DemoAccounts.Patient.Id) }, ConsistentRead = true };
        var (items, requests) = (new Samples(), new Samples());
        for (var i = 0; i < WarmUp + Reads; i++)
        {
            if (i == WarmUp)
                (items, requests) = (new Samples(), new Samples());
            await items.AddAsync(() => dynamo.GetItemAsync(bare));
            await requests.AddAsync(() => client.GetAsync("/users/" + DemoAccounts.Patient.Id, CancellationToken.None));
        }
        Console.WriteLine($"bare GetItem:           {items}");
        Console.WriteLine($"warm GET /users/{{id}}:   {requests}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"above the bare GetItem: p50 {requests.Percentile(50) - items.Percentile(50):0.00} ms"));
    }
}
