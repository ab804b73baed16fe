using System.Security.Cryptography;
using System.Text;
using Clinic.Core.Errors;

namespace Clinic.Core.Http;

/// <summary>The claim of one request on an <c>Idempotency-Key</c>: whose key it is, and a fingerprint of what was sent with it.</summary>
public sealed record IdempotencyClaim(string Key, string Fingerprint)
{
    /// <summary>How long the stored response is given again.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public static IdempotencyClaim? Of(Request request)
    {
        if (request.Header("Idempotency-Key") is not { } key)
            return null;
        if (!Headers.SaneId().IsMatch(key))
            throw new InvalidInputException("Idempotency-Key", "must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -");
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
            : throw new ConflictException("This Idempotency-Key was used for another request within the last 24 hours.");
}

/// <summary>Makes the response from the view that a service has built, before the transaction that it is stored in.</summary>
public sealed record ResponseToStore<TView>(IdempotencyClaim? Claim, Func<TView, Response> Respond)
{
    /// <summary>What to store with the effect, or null when the request has no key.</summary>
    public StoredResponse? For(TView view) => Claim is null ? null : new StoredResponse(Claim, Respond(view));
}
