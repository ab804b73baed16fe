using Amazon.DynamoDBv2;
using Amazon.Runtime;

namespace Clinic.StorageTests.Legacy;

/// <summary>A client whose process dies when so many requests were done, before it hears of the last one's answer.</summary>
internal sealed class FailingDynamo
{
    private readonly int last;
    private int requests;

    public FailingDynamo(IAmazonDynamoDB client, int last)
    {
        this.last = last;
        Client = (AmazonDynamoDBClient)client;
        Client.BeforeRequestEvent += Before;
        Client.AfterResponseEvent += After;
    }

    public AmazonDynamoDBClient Client { get; }

    public bool HasDied { get; private set; }

    /// <summary>Those that were done.</summary>
    public int Requests => Math.Min(requests, last);

    private void Before(object sender, RequestEventArgs request)
    {
        if (Interlocked.Increment(ref requests) > last)
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
