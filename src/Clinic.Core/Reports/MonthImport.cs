using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.Reports;

/// <summary>The last import of sessions of a month, and whether it is under way: until it has ended, the month's rollups and its sessions do not tell the same.</summary>
/// <param name="Month">Such as <c>2026-11</c>.</param>
/// <param name="Number">1, 2, 3 … per month.</param>
/// <param name="Journal">Where its sessions stand in full; null when it has ended.</param>
/// <param name="Pages">How many pages the journal has.</param>
internal sealed record MonthImport(string Month, long Number, string? Journal, int Pages)
{
    public static Item Key(string month) => new RollupKey(RollupKey.Imports, month).Item();

    public static MonthImport Read(IReadOnlyDictionary<string, AttributeValue> item) =>
        new(item.Text("entry"), item.LongOrNull("number")!.Value, item.TextOrNull("journal"), item.NumberOr("pages", 0));

    /// <summary>The last import of each month.</summary>
    public static async Task<IReadOnlyDictionary<string, MonthImport>> ReadAllAsync(IAmazonDynamoDB dynamo, string table)
    {
        var items = await dynamo.ReadPartitionAsync(table, new Expression("#period = :imports").With(":imports", RollupKey.Imports));
        return items.Select(Read).ToDictionary(import => import.Month);
    }
}
