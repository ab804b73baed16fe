using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;
using Microsoft.IdentityModel.Tokens;

namespace Clinic.Local.Aws.Cognito;

/// <summary>
/// Challenges that wait for their answer. The handle a client gets is authenticated and names its own expiry, so
/// that a forged, an expired and a used one can be told apart without remembering any of them.
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

    /// <summary>Takes a session out. Of any number of concurrent answers to it exactly one gets it.</summary>
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

/// <summary>
/// A running custom authentication: the challenges answered so far and the one that waits. The account is null for
/// a user name that does not exist, which takes the same way until the end.
/// </summary>
internal sealed record AuthSession(
    string Username,
    Account? Account,
    IReadOnlyList<ChallengeResult> Results,
    JsonObject? PrivateParameters = null,
    string? Metadata = null)
{
    public JsonObject UserAttributes => Account?.ToUserAttributes() ?? [];

    public AuthSession Answered(bool correct) => this with
    {
        Results = [.. Results, new ChallengeResult(ChallengeResult.CustomChallenge, correct, Metadata)],
        PrivateParameters = null,
        Metadata = null,
    };
}

/// <summary>
/// The CUSTOM_AUTH flow: the triggers decide which challenge comes next and when it is enough. An unknown user name
/// takes the same way, with <c>userNotFound</c> in the events, and gets no tokens whatever the triggers say.
/// </summary>
internal sealed class CustomAuthentication(
    UserPoolSettings settings, AccountStore accounts, AuthSessions sessions, Triggers triggers, TokenGrants tokens)
{
    public async Task<JsonObject> BeginAsync(string username, CancellationToken cancellation)
    {
        var account = accounts.Find(username);
        if (account is null && !settings.PreventUserExistenceErrors)
            throw new ServiceException("UserNotFoundException", "User does not exist.");
        if (account is { Confirmed: false })
            throw new ServiceException("UserNotConfirmedException", "User is not confirmed.");
        // InitiateAuth does not hand its ClientMetadata on to these triggers.
        return await AdvanceAsync(new AuthSession(username, account, []), clientMetadata: null, cancellation);
    }

    public async Task<JsonObject> AnswerAsync(
        string username, string handle, string answer, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        var session = sessions.Take(handle, username);
        var verdict = await triggers.VerifyAuthChallengeAsync(session, answer, clientMetadata, cancellation);
        return await AdvanceAsync(session.Answered(verdict.IsTrue("answerCorrect")), clientMetadata, cancellation);
    }

    private async Task<JsonObject> AdvanceAsync(AuthSession session, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        var decision = await triggers.DefineAuthChallengeAsync(session, clientMetadata, cancellation);
        if (decision.IsTrue("failAuthentication"))
            throw Refused();
        if (decision.IsTrue("issueTokens"))
            return await tokens.SignInAsync(session.Account ?? throw Refused(), clientMetadata, cancellation);
        if (decision.OptionalString("challengeName") != ChallengeResult.CustomChallenge)
            throw new ServiceException("InvalidLambdaResponseException", "DefineAuthChallenge named no challenge that is supported.");
        return await ChallengeAsync(session, clientMetadata, cancellation);
    }

    private async Task<JsonObject> ChallengeAsync(AuthSession session, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        var challenge = await triggers.CreateAuthChallengeAsync(session, clientMetadata, cancellation);
        var parameters = TriggerResponse.StringMap(challenge, "publicChallengeParameters");
        parameters["USERNAME"] = session.Username;
        var handle = sessions.Add(session with
        {
            PrivateParameters = TriggerResponse.StringMap(challenge, "privateChallengeParameters"),
            Metadata = challenge["challengeMetadata"]?.ToString(),
        });
        return new JsonObject
        {
            ["ChallengeName"] = ChallengeResult.CustomChallenge,
            ["ChallengeParameters"] = parameters,
            ["Session"] = handle,
        };
    }

    private static ServiceException Refused() => new("NotAuthorizedException", "Incorrect username or password.");
}

/// <summary>One answered challenge, as triggers see it in <c>request.session</c>.</summary>
internal sealed record ChallengeResult(string Name, bool Correct, string? Metadata)
{
    public const string CustomChallenge = "CUSTOM_CHALLENGE";

    public static JsonArray ToJson(IEnumerable<ChallengeResult> results) => new([.. results.Select(result => new JsonObject
    {
        ["challengeName"] = result.Name,
        ["challengeResult"] = result.Correct,
        ["challengeMetadata"] = result.Metadata,
    })]);
}
