using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Reports;
using Clinic.Core.Storage;

namespace Clinic.Rollups;

/// <summary>Reads all rollups and puts single ones right, each on condition that nobody has written it since it was read.</summary>
internal sealed class DynamoRollupRepairs(IAmazonDynamoDB dynamo, string table)
{
    internal async Task<Dictionary<RollupKey, StoredRollup>> ReadAsync()
    {
        var stored = new Dictionary<RollupKey, StoredRollup>();
        await foreach (var item in dynamo.ReadAllAsync(table).Where(IsRollup))
            stored[Key(item)] = new StoredRollup(Version(item), RollupContents.Read(item));
        return stored;
    }

    internal async Task<Dictionary<RollupKey, long>> ReadVersionsAsync()
    {
        var versions = new Dictionary<RollupKey, long>();
        await foreach (var item in dynamo.ReadAllAsync(table, new Expression($"#period, #entry, #{RollupAttributes.Writes}")).Where(IsRollup))
            versions[Key(item)] = Version(item);
        return versions;
    }

    /// <summary>The last import of each month.</summary>
    internal Task<IReadOnlyDictionary<string, MonthImport>> ReadImportsAsync() => MonthImport.ReadAllAsync(dynamo, table);

    /// <summary>Replaces a rollup; one that is to say nothing stays as an empty item, so that its versions go on. A repair is a write too, and raises the clinic's version as every write does.</summary>
    /// <remarks>
    /// It forgets the imports that the rollup has had. They have ended, and nobody adds them again; one that began after the look at
    /// them has a higher number, and has either changed the version or adds to what stands here then.
    /// </remarks>
    /// <param name="version">The version that was read; null when there was no item.</param>
    /// <returns>False when somebody else has written it in the meantime.</returns>
    internal async Task<bool> TryWriteAsync(RollupKey key, long? version, RollupContents contents)
    {
        var unchanged = version switch
        {
            null => new Expression("attribute_not_exists(#period)"),
            0 => new Expression("attribute_exists(#period) AND attribute_not_exists(#writes)"),
            { } seen => new Expression("#writes = :seen").With(":seen", seen),
        };
        var transaction = new Transaction(dynamo)
            .Put(table, contents.AddTo(key.Item().Number(RollupAttributes.Writes, (version ?? 0) + 1)), unchanged);
        if (key.OfClinic is { } clinic)
            transaction.Update(table, clinic.Item(), new Expression($"ADD #{RollupAttributes.Writes} :one").With(":one", 1));
        try
        {
            return await transaction.TryCommitAsync();
        }
        catch (ContentionException)
        {
            return false;
        }
    }

    private static bool IsRollup(Dictionary<string, AttributeValue> item) => item.Text("period") != RollupKey.Imports;

    private static RollupKey Key(Dictionary<string, AttributeValue> item) => new(item.Text("period"), item.Text("entry"));

    private static long Version(Dictionary<string, AttributeValue> item) => item.LongOrNull(RollupAttributes.Writes) ?? 0;
}

/// <param name="Version">How often it was written.</param>
internal sealed record StoredRollup(long Version, RollupContents Contents);
