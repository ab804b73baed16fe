using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Core.Legacy;

/// <summary>
/// Puts new sessions whatever is there, each once: when it is not known whether a put was done, somebody may have written an addendum
/// to the session by now, which a second put would lose. So what fails is thrown, unless DynamoDB says that it wrote nothing.
/// </summary>
/// <param name="unrepeated">A client that repeats nothing by itself: one of <see cref="Config"/>.</param>
public sealed class DynamoSessionPuts(IAmazonDynamoDB unrepeated, string table, ImportLease lease, Contention contention)
{
    private const int MostPuts = 25;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static AmazonDynamoDBConfig Config => new() { MaxErrorRetry = 0, Timeout = Timeout };

    /// <summary>One request after the other: months are written side by side, and a request may be large.</summary>
    internal async Task PutAsync(IEnumerable<Session> sessions)
    {
        foreach (var chunk in sessions.Chunk(MostPuts))
        {
            var left = new Dictionary<string, List<WriteRequest>> { [table] = [.. chunk.Select(session => new WriteRequest(new PutRequest(SessionItems.Write(session).Attributes)))] };
            for (var tries = 0; left is { Count: > 0 }; tries++)
            {
                if (tries > 0)
                    await contention.PauseAsync(tries);
                lease.Check();
                left = await PutAsync(left);
            }
        }
    }

    /// <returns>Those that were not put.</returns>
    private async Task<Dictionary<string, List<WriteRequest>>> PutAsync(Dictionary<string, List<WriteRequest>> puts)
    {
        try
        {
            return (await unrepeated.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = puts })).UnprocessedItems;
        }
        catch (AmazonDynamoDBException refused) when (refused.ErrorCode is "ProvisionedThroughputExceededException" or "RequestLimitExceeded" or "ThrottlingException")
        {
            return puts;
        }
    }
}
