using Amazon.Runtime;
using Amazon.S3;
using Clinic.Local;
using Clinic.Local.Aws.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace Clinic.Testing;

/// <summary>The host's S3 on a listener of its own, and the SDK's own client for it.</summary>
public sealed class ObjectFixture : IAsyncDisposable
{
    public const string Bucket = "clinic-staging-dev";
    public const string LockedBucket = "clinic-heads-dev";
    private readonly WebApplication listener = Listener.Create(0, static _ => { });
    private readonly ObjectStore store;

    private ObjectFixture(string? folder)
    {
        store = new ObjectStore([Bucket, LockedBucket], new HashSet<string> { LockedBucket }, folder, Time);
        listener.Run(new S3Service(store, (name, known) => Announced.Add((name, known.Key)), Time).HandleAsync);
    }

    // Links are checked against the time in which the SDK signed them.
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public List<(string Event, string Key)> Announced { get; } = [];

    public Uri Address { get; private set; } = null!;

    public IAmazonS3 Client { get; private set; } = null!;

    public static async Task<ObjectFixture> StartAsync(string? folder = null)
    {
        var fixture = new ObjectFixture(folder);
        fixture.Address = await Listener.StartAsync(fixture.listener, 0, CancellationToken.None);
        fixture.Client = new AmazonS3Client(
            new BasicAWSCredentials("local", "local"),
            new AmazonS3Config { ServiceURL = fixture.Address.ToString(), AuthenticationRegion = "us-east-1" });
        return fixture;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await listener.DisposeAsync();
        store.Dispose();
    }
}
