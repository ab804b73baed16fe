using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2.Model;
using Clinic.Local;
using Clinic.Demo;

namespace Clinic.Benchmarks;

/// <summary>A warm POST /messages and what it needs of DynamoDB, a bare GetItem of the address's claim and PutItem of the same item, in turns; then how long a message takes from the 202 to the mailbox.</summary>
internal static class Messaging
{
    private const int WarmUp = 200;
    private const int Posts = 1_000;
    private const int Mails = 30;
    private const string Subject = "Su próxima sesión";
    private const string Text = "Estimada Begoña: la esperamos el jueves a las 17 horas.";

    public static async Task MeasureAsync(LocalHost host, HttpClient client)
    {
        using var dynamo = host.CreateDynamoDbClient();
        string TableOf(string id) => host.Template.Tables.Single(table => table.LogicalId == id).Name;
        var (table, claims) = (TableOf("MessagesTable"), TableOf("CredentialsTable"));
        var claim = new Dictionary<string, AttributeValue> { ["pk"] = new($"email#{DemoAccounts.Patient.Email}") };
        var (items, requests) = (new Samples(), new Samples());
        for (var i = 0; i < WarmUp + Posts; i++)
        {
            if (i == WarmUp)
                (items, requests) = (new Samples(), new Samples());
            var item = Item($"bare-{i}");
            await items.AddAsync(async () =>
            {
                await dynamo.GetItemAsync(claims, claim, consistentRead: true);
                await dynamo.PutItemAsync(table, item);
            });
            await requests.AddAsync(() => SendAsync(client, DemoAccounts.Patient.Email));
        }
        Console.WriteLine($"bare GetItem, PutItem:  {items}");
        Console.WriteLine($"warm POST /messages:    {requests}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"above the bare two:     p50 {requests.Percentile(50) - items.Percentile(50):0.00} ms"));
        await AwaitMailAsync(client, "last@example.org"); // behind everything that is queued by now
        var deliveries = new Samples();
        for (var i = 0; i < Mails; i++)
            await deliveries.AddAsync(() => AwaitMailAsync(client, $"mail{i}@example.org"));
        Console.WriteLine($"POST to mailbox:        {deliveries}");
    }

    /// <summary>The item as the function writes it, but sent already: nothing is left to deliver.</summary>
    private static Dictionary<string, AttributeValue> Item(string id) => new()
    {
        ["id"] = new(id),
        ["to"] = new("bare@example.org"),
        ["subject"] = new(Subject),
        ["senderId"] = new("benchmark"),
        ["recipientId"] = new(DemoAccounts.Patient.Id),
        ["secure"] = new() { BOOL = false },
        ["status"] = new("sent"),
        ["createdAt"] = new("2026-01-15T00:00:00.000Z"),
        ["body"] = new(Text),
    };

    private static async Task AwaitMailAsync(HttpClient client, string to)
    {
        await SendAsync(client, to);
        var end = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(2);
        while ((await client.GetStringAsync(new Uri("/_local/mailbox?to=" + to, UriKind.Relative))).Length < 10)
        {
            if (TimeProvider.System.GetUtcNow() > end)
                throw new TimeoutException("The mail has not come.");
            await Task.Delay(10);
        }
    }

    private static async Task SendAsync(HttpClient client, string to)
    {
        var body = new JsonObject { ["to"] = to, ["subject"] = Subject, ["body"] = Text };
        using var answer = await client.PostAsync(new Uri("/messages", UriKind.Relative), BenchmarkClient.Json(body));
        answer.EnsureSuccessStatusCode();
    }
}
