using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Xunit.Abstractions;

namespace Clinic.StorageTests.Legacy;

/// <summary>A client whose process dies at one of its requests: before it is sent, or when it is done and before its answer is heard.</summary>
internal sealed class FailingDynamo
{
    private readonly int last;
    private readonly bool isLastDone;
    private int requests;

    public FailingDynamo(IAmazonDynamoDB client, int last, bool isLastDone = true)
    {
        (this.last, this.isLastDone) = (last, isLastDone);
        Client = (AmazonDynamoDBClient)client;
        Client.BeforeRequestEvent += Before;
        Client.AfterResponseEvent += After;
    }

    public AmazonDynamoDBClient Client { get; }

    public bool HasDied { get; private set; }

    /// <summary>How many were tried until then.</summary>
    public int Requests => Math.Min(requests, last);

    /// <summary>The requests to die at, where dying at each takes too long: one in so many, each time others. A failure prints which.</summary>
    public static IEnumerable<int> OneIn(int many, ITestOutputHelper output)
    {
        var first = Random.Shared.Next(1, many + 1);
        output.WriteLine($"one request in {many}, {first} first");
        for (var request = first; ; request += many)
            yield return request;
    }

    private void Before(object sender, RequestEventArgs request)
    {
        if (Interlocked.Increment(ref requests) is var number && (number > last || (number == last && !isLastDone)))
            Die();
    }

    private void After(object sender, ResponseEventArgs response)
    {
        if (requests >= last)
            Die();
    }

    private void Die()
    {
        HasDied = true;
        throw new InvalidOperationException("The process is dead.");
    }
}

/// <summary>A client whose DynamoDB goes away after some requests, answers on their way included, and comes back after a number of failures.</summary>
internal sealed class AbsentDynamo
{
    private readonly int after;
    private readonly int failures;
    private int requests;
    private int failed;

    public AbsentDynamo(IAmazonDynamoDB client, int after, int failures)
    {
        (this.after, this.failures) = (after, failures);
        Client = (AmazonDynamoDBClient)client;
        Client.BeforeRequestEvent += (_, _) => Check(Interlocked.Increment(ref requests));
        Client.AfterResponseEvent += (_, _) => Check(requests);
    }

    public AmazonDynamoDBClient Client { get; }

    public bool HasReturned => failed >= failures;

    private void Check(int number)
    {
        if (number > after && Interlocked.Increment(ref failed) <= failures)
            throw new HttpRequestException("DynamoDB is away.");
    }
}
