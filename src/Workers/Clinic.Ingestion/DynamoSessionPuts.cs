using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>
/// Puts new sessions whatever is there, each once: when it is not known whether a put was done, somebody may have written an addendum
/// to the session by now, which a second put would lose. So what fails is thrown, unless DynamoDB says that it wrote nothing.
/// </summary>
/// <param name="unrepeated">A client that repeats nothing by itself: one of <see cref="Config"/>.</param>
internal sealed class DynamoSessionPuts(IAmazonDynamoDB unrepeated, string table, ImportLease lease, Contention contention)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static AmazonDynamoDBConfig Config => new() { MaxErrorRetry = 0, Timeout = Timeout };

    /// <summary>One request after the other: months are written side by side, and a request may be large.</summary>
    internal async Task PutAsync(IEnumerable<Session> sessions)
    {
        foreach (var chunk in sessions.Chunk(ManyItems.MostWrites))
            await contention.DrainAsync([.. chunk.Select(session => new WriteRequest(new PutRequest(SessionItems.Write(session).Attributes)))], TryPutAsync);
    }

    /// <returns>Those that were not put.</returns>
    private async Task<IReadOnlyList<WriteRequest>> TryPutAsync(IReadOnlyList<WriteRequest> puts)
    {
        lease.Check();
        try
        {
            return await unrepeated.TryWriteAsync(table, puts);
        }
        catch (AmazonDynamoDBException refused) when (refused.ErrorCode is "ProvisionedThroughputExceededException" or "RequestLimitExceeded" or "ThrottlingException")
        {
            return puts;
        }
    }
}
