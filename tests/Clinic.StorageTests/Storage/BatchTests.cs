using System.Net;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Clinic.Core.Storage;
using Clinic.Ingestion;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Storage;

/// <summary>Batches and packed transactions over a DynamoDB that does not do all of them at once.</summary>
public sealed class BatchTests(TableSet tables) : IClassFixture<TableSet>
{
    private const string TooLarge = "Transaction request cannot include more than 4 MB of data";
    private readonly string group = A.Id();
    private readonly TransactionPacking packing = new(new Contention(TimeProvider.System));

    [Fact]
    public async Task What_DynamoDB_leaves_of_a_write_or_a_read_is_asked_for_again()
    {
        // It does nothing of the first requests.
        var network = new UnreliableNetwork(async (number, request, send) =>
        {
            if (number > 6)
                return null;
            var whole = JsonNode.Parse(await request.Content!.ReadAsStringAsync())!["RequestItems"]!.AsObject();
            return UnreliableNetwork.Answer(HttpStatusCode.OK, new JsonObject { ["UnprocessedItems"] = whole.DeepClone(), ["UnprocessedKeys"] = whole.DeepClone() });
        });
        using var client = await network.ClientAsync(new AmazonDynamoDBConfig());

        await client.PutAsync(tables.Imports, Enumerable.Range(0, 60).Select(Item), TimeProvider.System);
        Assert.Equal(60, await CountAsync(client));
        await client.DeleteAsync(tables.Imports, Enumerable.Range(0, 60).Select(Item), TimeProvider.System);

        Assert.Equal(0, await CountAsync(client));
    }

    [Fact]
    public async Task A_transaction_with_more_writes_than_DynamoDB_takes_is_made_smaller_and_tried_whole_again_later()
    {
        var limit = 10;
        var (sizes, network) = Counting(size => size > limit ? "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 10" : null);
        using var client = await network.ClientAsync(new AmazonDynamoDBConfig());

        Assert.Empty(await CommitAsync(client, Enumerable.Range(0, 25)));
        Assert.Empty(await CommitAsync(client, Enumerable.Range(25, 15)));
        Assert.Equal([25, 10, 10, 5, 10, 5], sizes);
        limit = 100;
        for (var row = 40; row < 140; row++)
            Assert.Empty(await CommitAsync(client, [row]));
        sizes.Clear();
        await client.DeleteAsync(tables.Imports, Enumerable.Range(0, 10).Select(Item), TimeProvider.System);
        Assert.Equal(Enumerable.Range(10, 10), await CommitAsync(client, Enumerable.Range(0, 20)));

        Assert.Equal(20, sizes[0]);
        Assert.Equal(140, await CountAsync(client));
    }

    /// <summary>DynamoDB Local's own words: one that is old takes ten.</summary>
    [Fact]
    public async Task The_limit_is_read_in_what_DynamoDB_says()
    {
        var (sizes, network) = Counting(_ => null);
        using var client = await network.ClientAsync(new AmazonDynamoDBConfig());

        Assert.Empty(await CommitAsync(client, Enumerable.Range(0, 130)));

        Assert.Equal(130, await CountAsync(client));
        Assert.Equal(sizes.Order().Distinct().Count() == 2 ? [100, .. Enumerable.Repeat(10, 13)] : [100, 30], sizes);
    }

    [Fact]
    public async Task A_transaction_that_is_not_valid_for_another_reason_is_halved_and_the_others_stay_whole()
    {
        var refusing = true;
        var (sizes, network) = Counting(size => size > 5 && refusing ? TooLarge : null);
        using var client = await network.ClientAsync(new AmazonDynamoDBConfig());

        Assert.Empty(await CommitAsync(client, Enumerable.Range(0, 8)));
        refusing = false;
        Assert.Empty(await CommitAsync(client, Enumerable.Range(8, 10)));

        Assert.Equal([8, 4, 4, 10], sizes);
        Assert.Equal(18, await CountAsync(client));
    }

    [Fact]
    public async Task A_single_write_that_is_not_valid_is_an_error()
    {
        var (_, network) = Counting(_ => TooLarge);
        using var client = await network.ClientAsync(new AmazonDynamoDBConfig());

        var error = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => CommitAsync(client, Enumerable.Range(0, 3)));

        Assert.Equal(TooLarge, error.Message);
    }

    [Fact]
    public async Task What_a_guard_refuses_is_found_and_the_rest_is_written()
    {
        Assert.Empty(await CommitAsync(tables.Dynamo, [3, 7]));

        Assert.Equal([3, 7], await CommitAsync(tables.Dynamo, Enumerable.Range(0, 9)));

        Assert.Equal(9, await CountAsync(tables.Dynamo));
    }

    /// <summary>A network that notes the size of each transaction, and says of some that they are not valid.</summary>
    private static (List<int> Sizes, UnreliableNetwork Network) Counting(Func<int, string?> refusal)
    {
        var sizes = new List<int>();
        return (sizes, new UnreliableNetwork(async (_, request, _) =>
        {
            if (JsonNode.Parse(await request.Content!.ReadAsStringAsync())!["TransactItems"] is not JsonArray items)
                return null;
            sizes.Add(items.Count);
            return refusal(items.Count) is { } message
                ? UnreliableNetwork.Answer(HttpStatusCode.BadRequest, new JsonObject { ["__type"] = "com.amazon.coral.validate#ValidationException", ["message"] = message })
                : null;
        }));
    }

    private Task<IReadOnlyList<int>> CommitAsync(IAmazonDynamoDB client, IEnumerable<int> rows) => packing.CommitAsync(
        rows,
        row => [row],
        pack => pack.Aggregate(new Transaction(client), (transaction, row) => transaction.Put(tables.Imports, Item(row), new Expression("attribute_not_exists(#row)"))));

    private async Task<int> CountAsync(IAmazonDynamoDB client) =>
        (await client.FindAsync(tables.Imports, Enumerable.Range(0, 200).Select(Item), TimeProvider.System)).Count;

    private Item Item(int row) => new Item().Text("group", group).Text("row", row.ToString("D3", System.Globalization.CultureInfo.InvariantCulture));
}
