using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Storage;

/// <summary>Reads of more than DynamoDB answers at once, which is 1 MB, and of less.</summary>
public sealed class ReadsTests(TableSet tables) : IClassFixture<TableSet>
{
    private const int Large = 350_000;

    [Fact]
    public async Task A_partition_is_read_to_its_end()
    {
        var userId = await StoreAsync(4, Large);

        var found = await tables.Dynamo.ReadPartitionAsync(tables.Sessions, KeyOf(userId));

        Assert.Equal([1, 2, 3, 4], Numbers(found));
        Assert.Empty(await tables.Dynamo.ReadPartitionAsync(tables.Sessions, KeyOf(A.Id())));
    }

    [Fact]
    public async Task A_page_is_read_until_there_is_one_item_more_than_it_shows()
    {
        var userId = await StoreAsync(4);

        Assert.Equal([1, 2], Numbers(await tables.Dynamo.ReadPastAsync(OneByOne(userId), 1)));
        Assert.Equal([1, 2, 3, 4], Numbers(await tables.Dynamo.ReadPastAsync(OneByOne(userId), 9)));
    }

    [Fact]
    public async Task Only_what_is_wanted_fills_a_page()
    {
        var userId = await StoreAsync(6);

        Assert.Equal([2, 4], Numbers(await tables.Dynamo.ReadPastAsync(OneByOne(userId), 1, item => item.Number("number") % 2 == 0)));
    }

    [Fact]
    public async Task A_table_is_read_to_its_end()
    {
        var userId = await StoreAsync(4, Large);

        var items = new List<Dictionary<string, AttributeValue>>();
        await foreach (var item in tables.Dynamo.ReadAllAsync(tables.Sessions))
            items.Add(item);

        Assert.Equal([1, 2, 3, 4], Numbers(items.Where(item => item.Text("userId") == userId)).Order());
    }

    [Fact]
    public async Task A_table_is_read_page_by_page_with_what_the_filter_lets_through()
    {
        var userId = await StoreAsync(5);
        var filter = new Expression("#userId = :userId AND #number > :one").With(":userId", userId).With(":one", 1);
        var items = new List<Dictionary<string, AttributeValue>>();
        Item? after = null;
        do
        {
            var (page, next) = await tables.Dynamo.ReadPageAsync(tables.Sessions, after, 2, filter, new Expression("#userId, #number"));
            Assert.InRange(page.Count, 0, 2);
            items.AddRange(page);
            after = next is null ? null : new Item().Text("userId", next.Text("userId")).Number("number", next.Number("number"));
        }
        while (after is not null);

        Assert.Equal([2, 3, 4, 5], Numbers(items).Order());
        Assert.All(items, item => Assert.Equal(["number", "userId"], item.Keys.Order()));
    }

    private async Task<string> StoreAsync(int count, int size = 1)
    {
        var userId = A.Id();
        for (var number = 1; number <= count; number++)
            await tables.Dynamo.PutItemAsync(tables.Sessions, new Item().Text("userId", userId).Number("number", number).Text("evaluation", new string('a', size)).Attributes);
        return userId;
    }

    private static Expression KeyOf(string userId) => new Expression("#userId = :userId").With(":userId", userId);

    /// <summary>A query that DynamoDB answers with one item at a time.</summary>
    private QueryRequest OneByOne(string userId)
    {
        var key = KeyOf(userId);
        return new QueryRequest
        {
            TableName = tables.Sessions,
            KeyConditionExpression = key.Text,
            ExpressionAttributeNames = key.Names,
            ExpressionAttributeValues = key.Values,
            Limit = 1,
        };
    }

    private static IEnumerable<int> Numbers(IEnumerable<Dictionary<string, AttributeValue>> items) => items.Select(item => item.Number("number"));
}
