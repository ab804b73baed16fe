using Amazon.DynamoDBv2.Model;
using Clinic.Core.Reports;
using Clinic.Rollups;
using Clinic.Testing;

namespace Clinic.StorageTests.Reports;

/// <summary>The rollups as they were before the clinic's had shards, and before sessions told readers that they were written.</summary>
internal static class OldRollups
{
    public static async Task RestoreAsync(TableSet tables)
    {
        foreach (var (key, items) in (await tables.ItemsAsync(tables.Reports)).ToLookup(Place).Select(place => (place.Key, place.ToList())))
        {
            var contents = RollupContents.Sum(items.Select(RollupContents.Read));
            contents.Written.Clear();
            var writes = items.Sum(item => long.Parse(item["writes"].N, System.Globalization.CultureInfo.InvariantCulture));
            await tables.Dynamo.PutItemAsync(tables.Reports, contents.AddTo(key.Item().Number(RollupAttributes.Writes, writes)).Attributes);
            foreach (var item in items.Where(item => item["period"].S != key.Period))
                await tables.Dynamo.DeleteItemAsync(tables.Reports, new() { ["period"] = item["period"], ["entry"] = item["entry"] });
        }
    }

    private static RollupKey Place(Dictionary<string, AttributeValue> item) =>
        new RollupKey(item["period"].S, item["entry"].S) is { IsShard: true } shard ? shard.OfClinic! : new RollupKey(item["period"].S, item["entry"].S);
}
