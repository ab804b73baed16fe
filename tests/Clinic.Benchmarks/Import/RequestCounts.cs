using System.Collections.Concurrent;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace Clinic.Benchmarks.Import;

/// <summary>How many requests of which kind a client has sent.</summary>
internal sealed class RequestCounts
{
    private readonly ConcurrentDictionary<string, int> counts = new();

    public RequestCounts(IAmazonDynamoDB dynamo) => ((AmazonServiceClient)dynamo).BeforeRequestEvent += (_, request) =>
        counts.AddOrUpdate(((WebServiceRequestEventArgs)request).Request.GetType().Name, 1, (_, count) => count + 1);

    public override string ToString() => string.Join(", ", counts
        .OrderByDescending(count => count.Value)
        .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Value} {count.Key.Replace("Request", "", StringComparison.Ordinal)}")));
}
