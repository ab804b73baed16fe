using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Clinic.Local.Aws.Protocol;
using Microsoft.IdentityModel.Tokens;

namespace Clinic.Local.Aws.Cognito;

/// <summary>
/// Challenges that wait for their answer. The handle a client gets is authenticated and names its own expiry, so
/// that a made-up, an expired and a used one can be told apart without remembering any of them.
/// </summary>
internal sealed class AuthSessions(UserPoolSettings settings, TimeProvider time)
{
    private const int IdLength = 16;
    private const int SignedLength = IdLength + sizeof(long);

    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, (AuthSession Session, DateTimeOffset ExpiresAt)> waiting = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Handle, DateTimeOffset ExpiresAt)> inOrder = new();

    public int Count => waiting.Count;

    public string Add(AuthSession session)
    {
        var now = time.GetUtcNow();
        var expiresAt = now + settings.SessionLife;
        var handle = NewHandle(expiresAt);
        waiting[handle] = (session, expiresAt);
        inOrder.Enqueue((handle, expiresAt));
        // The life is the same for all, so the queue is in the order of expiry.
        while (inOrder.TryPeek(out var oldest) && (oldest.ExpiresAt <= now || inOrder.Count > settings.MaxSessions)
            && inOrder.TryDequeue(out oldest))
            waiting.TryRemove(oldest.Handle, out _);
        return handle;
    }

    /// <summary>Takes a session out: of any number of concurrent answers to it exactly one gets it.</summary>
    public AuthSession Take(string handle, string username)
    {
        if (Expiry(handle) is not { } expiresAt)
            throw Invalid("Invalid session for the user.");
        if (expiresAt <= time.GetUtcNow())
            throw Invalid("Invalid session for the user, session is expired.");
        if (!waiting.TryRemove(handle, out var entry))
            throw Invalid("Invalid session for the user, session can only be used once.");
        return entry.Session.Username == username ? entry.Session : throw Invalid("Invalid session for the user.");
    }

    private static ServiceException Invalid(string message) => new("NotAuthorizedException", message);

    private string NewHandle(DateTimeOffset expiresAt)
    {
        Span<byte> bytes = stackalloc byte[SignedLength + HMACSHA256.HashSizeInBytes];
        RandomNumberGenerator.Fill(bytes[..IdLength]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[IdLength..], expiresAt.UtcTicks);
        HMACSHA256.HashData(key, bytes[..SignedLength], bytes[SignedLength..]);
        return Base64UrlEncoder.Encode(bytes.ToArray());
    }

    private DateTimeOffset? Expiry(string handle)
    {
        byte[] bytes;
        try
        {
            bytes = Base64UrlEncoder.DecodeBytes(handle);
        }
        catch (FormatException)
        {
            return null;
        }

        if (bytes.Length != SignedLength + HMACSHA256.HashSizeInBytes)
            return null;
        var mac = HMACSHA256.HashData(key, bytes.AsSpan(0, SignedLength));
        return CryptographicOperations.FixedTimeEquals(mac, bytes.AsSpan(SignedLength))
            ? new DateTimeOffset(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(IdLength)), TimeSpan.Zero)
            : null;
    }
}
