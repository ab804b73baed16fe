using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Http;

/// <summary>The claim of one request on an <c>Idempotency-Key</c>: whose key it is, and a fingerprint of what was sent with it.</summary>
public sealed record IdempotencyClaim(string Key, string Fingerprint)
{
    /// <summary>How long the stored response is repeated.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public static IdempotencyClaim? Of(Request request)
    {
        if (request.Header("Idempotency-Key") is not { } field)
            return null;
        // Bare, or as a string of RFC 9651; none of the characters is escaped in one.
        var key = field is ['"', .. var quoted, '"'] ? quoted : field;
        if (!Headers.SaneId().IsMatch(key))
            throw new InvalidInputException("Idempotency-Key", FieldCode.InvalidFormat, new("debe tener de 1 a 64 de los caracteres A-Z a-z 0-9 . _ : -", "must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -"));
        var body = Convert.ToHexStringLower(SHA256.HashData(request.BodyBytes()));
        return new IdempotencyClaim(Hash($"{request.Caller.Subject}\n{key}"), Hash($"{request.Route.Method}\n{request.Path}\n{body}"));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>The first response to a request with an <c>Idempotency-Key</c>, as it is stored under its claim.</summary>
public sealed record StoredResponse(IdempotencyClaim Claim, Response Response)
{
    /// <exception cref="ConflictException">The key came first with another request.</exception>
    public Response ReplayTo(IdempotencyClaim claim) =>
        claim.Fingerprint == Claim.Fingerprint
            ? Response.With("Idempotency-Replayed", "true")
            : throw new ConflictException(ProblemCode.IdempotencyKeyReused);
}

/// <summary>Makes the response from the view that a service has built, before the transaction that it is stored in.</summary>
public sealed record ResponseToStore<TView>(IdempotencyClaim? Claim, Func<TView, Response> Respond)
{
    /// <summary>What to store with the effect, or null when the request has no key.</summary>
    public StoredResponse? For(TView view) => Claim is null ? null : new StoredResponse(Claim, Respond(view));
}

/// <summary>
/// First responses by caller and key. A response is written in the transaction of its effect, so neither exists without the other. Where
/// that has no room for it, something else in it leads the repeated request to the effect (docs/adr/0052).
/// Its body is encrypted with AES-256-GCM, bound to its key: it may hold what a person has sent, or an API key that is kept nowhere else.
/// </summary>
public sealed class DynamoIdempotencyStore(IAmazonDynamoDB dynamo, string table, KeyRing keys, TimeProvider time)
{
    public async Task<StoredResponse?> FindAsync(IdempotencyClaim claim) =>
        await ReadAsync(claim) is { } item && item.ContainsKey("status") ? await ReadAsync(item, claim) : null;

    /// <summary>What a request with this key has begun that takes more than one transaction, and has no response yet; null when there is nothing.</summary>
    /// <exception cref="ConflictException">The key came first with another request, or this one has its response by now, which the host repeats.</exception>
    internal async Task<string?> FindBegunAsync(IdempotencyClaim? claim)
    {
        if (claim is null || await ReadAsync(claim) is not { } item)
            return null;
        return item.TextOrNull("effect") is { } effect && item.Text("fingerprint") == claim.Fingerprint ? effect : throw new ConflictException(ProblemCode.IdempotencyKeyReused);
    }

    /// <summary>Notes in the first transaction of an effect what it is, so that a repeated request goes on with it. The commit is contention when another one has done so.</summary>
    internal void AddBegun(Transaction transaction, IdempotencyClaim? claim, string effect)
    {
        if (claim is null)
            return;
        var now = time.GetUtcNow();
        var item = Key(claim).Text("fingerprint", claim.Fingerprint).Text("effect", effect).Number("expiresAt", (now + IdempotencyClaim.Life).ToUnixTimeSeconds());
        var isNew = new Expression("attribute_not_exists(#pk) OR #expiresAt <= :now").With(":now", now.ToUnixTimeSeconds());
        transaction.Put(table, item, isNew, unless: () => new ContentionException());
    }

    /// <summary>Adds the response to the effect's transaction. The commit is a conflict when there is a stored response already.</summary>
    internal async Task AddToAsync(Transaction transaction, StoredResponse? response)
    {
        if (response is null)
            return;
        var now = time.GetUtcNow();
        var item = Key(response.Claim)
            .Text("fingerprint", response.Claim.Fingerprint)
            .Number("status", response.Response.Status)
            .Text("contentType", response.Response.ContentType)
            .Number("expiresAt", (now + IdempotencyClaim.Life).ToUnixTimeSeconds());
        if (response.Response.Body is { } body)
        {
            var (ciphertext, keyId) = await keys.SealAsync(KeyRing.StoredResponses, Encoding.UTF8.GetBytes(body), response.Claim.Key);
            item.Bytes("sealed", ciphertext).Text("keyId", keyId);
        }
        var headers = new Item();
        foreach (var (name, value) in response.Response.Headers)
            headers.Text(name, value);
        var isFirst = new Expression("attribute_not_exists(#pk) OR #expiresAt <= :now OR (attribute_not_exists(#status) AND #fingerprint = :fingerprint)")
            .With(":now", now.ToUnixTimeSeconds())
            .With(":fingerprint", response.Claim.Fingerprint);
        transaction.Put(table, item.Map("headers", headers), isFirst, unless: () => new ConflictException(ProblemCode.IdempotencyKeyReused));
    }

    private async Task<Dictionary<string, AttributeValue>?> ReadAsync(IdempotencyClaim claim) =>
        await dynamo.FindAsync(table, Key(claim)) is { } item && item.LongOrNull("expiresAt") > time.GetUtcNow().ToUnixTimeSeconds() ? item : null;

    private static Item Key(IdempotencyClaim claim) => new Item().Text("pk", claim.Key);

    private async Task<StoredResponse> ReadAsync(Dictionary<string, AttributeValue> item, IdempotencyClaim claim) => new(
        claim with { Fingerprint = item.Text("fingerprint") },
        new Response(item.Number("status"), await OpenAsync(item, claim), item.TextOrNull("contentType"))
        {
            Headers = item.MapOrNull("headers")?.ToDictionary(header => header.Key, header => header.Value.S) ?? [],
        });

    private async Task<string?> OpenAsync(Dictionary<string, AttributeValue> item, IdempotencyClaim claim)
    {
        if (item.BytesOrNull("sealed") is not { } ciphertext)
            return null;
        return await keys.OpenAsync(KeyRing.StoredResponses, item.Text("keyId"), ciphertext, claim.Key) is { } plain
            ? Encoding.UTF8.GetString(plain)
            : throw new InvalidOperationException("A stored response does not open.");
    }
}
