using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.ApiKeys;

/// <summary>Keys for machine clients: made and deleted by admins, exchanged for short-lived tokens of the pool.</summary>
public sealed class ApiKeyService(DynamoApiKeyStore store, DynamoApiKeyReader reader, CognitoClient pool, Contention contention, TimeProvider time)
{
    public static readonly RateLimit Limit = new("api-key", 10, TimeSpan.FromMinutes(15));

    private readonly KeyFailures failures = new(time);

    /// <exception cref="InvalidInputException">A scope is not the caller's own, or the key would outlive the key that makes it.</exception>
    /// <exception cref="ForbiddenException">The caller is a key that is not valid any more, or the account that acts is not active.</exception>
    public async Task<CreatedApiKey> AddAsync(Caller caller, NewApiKey input, ResponseToStore<CreatedApiKey> response)
    {
        if (input.Scopes!.FirstOrDefault(scope => !caller.Has(scope)) is { } foreign)
            throw new InvalidInputException("scopes", FieldCode.NotAllowed, new($"deben ser permisos propios, y {foreign} no lo es", $"must be some of your own scopes, which {foreign} is not"));
        if (caller.KeyId is { } keyId)
            CheckEnd(await reader.FindValidAsync(keyId) ?? throw new ForbiddenException(ProblemCode.ApiKeyEnded), input.ExpiresAt);
        var secret = ApiKeySecret.New(time);
        var key = new ApiKey(secret.Id, input.Name!.Trim(), [.. input.Scopes!.Order(StringComparer.Ordinal)], secret.Hash, caller.Subject, time.GetUtcNow(), input.ExpiresAt?.ToUniversalTime());
        var created = new CreatedApiKey(key.Id, key.Name, key.Scopes, key.ExpiresAt, secret.ToString());
        var entry = AuditEntry.Of(caller, caller.Subject, AuditAction.ApiKeyCreated, key.CreatedAt, key.Id);
        return await contention.RetryAsync(async () =>
        {
            await store.AddAsync(caller, key, entry, response.For(created));
            return created;
        });
    }

    public async Task<Slice<ApiKeyView>> ListAsync(Page page) => (await store.ListAsync(page)).Select(ApiKeyView.Of);

    /// <exception cref="NotFoundException">There is no such key.</exception>
    public async Task DeleteAsync(Caller caller, string id)
    {
        var entry = AuditEntry.Of(caller, caller.Subject, AuditAction.ApiKeyDeleted, time.GetUtcNow(), id);
        if (!await contention.RetryAsync(() => store.DeleteAsync(caller, id, entry)))
            throw new NotFoundException();
    }

    /// <param name="tell">Gets what is left of the attempts with a key's id, whether there is such a key or not.</param>
    /// <exception cref="UnauthorizedException">The text is not a key, or the key is unknown, deleted, expired or without its maker's right.</exception>
    /// <exception cref="TooManyRequestsException">So was what came before with this id. The right key is always taken.</exception>
    public async Task<ServiceTokenView> ExchangeAsync(string text, Action<AttemptsLeft>? tell = null)
    {
        var now = time.GetUtcNow();
        if (ApiKeySecret.Parse(text) is not { } secret)
            throw Refused();
        if (await reader.FindValidAsync(secret.Id) is not { Key: var key } || !secret.Matches(key))
        {
            failures.Count(secret.Id);
            tell?.Invoke(failures.Left(secret.Id));
            throw Refused();
        }
        tell?.Invoke(failures.Left(secret.Id));
        var name = PoolUserName.OfKey(key.Id);
        var response = await pool.SignInAsync(name, secret.Secret) ?? await SignInFirstTimeAsync(name, secret.Secret);
        var tokens = response?.Tokens ?? throw Refused();
        await store.MarkUsedAsync(key, now);
        return new ServiceTokenView(tokens.AccessToken, tokens.ExpiresIn, "Bearer", string.Join(' ', key.Scopes));
    }

    private async Task<PoolResponse?> SignInFirstTimeAsync(string name, string secret)
    {
        await pool.SignUpAsync(name);
        return await pool.SignInAsync(name, secret);
    }

    private static void CheckEnd(ValidApiKey maker, DateTimeOffset? end)
    {
        if (maker.Key.ExpiresAt is { } last && (end is null || end > last))
            throw new InvalidInputException("expiresAt", FieldCode.OutOfRange, new(
                $"debe ser a más tardar {ItemValues.Write(last)}, cuando termina la clave que crea esta", $"must be at the latest {ItemValues.Write(last)}, when the key that makes this one ends"));
    }

    private static UnauthorizedException Refused() => new(ProblemCode.InvalidApiKey);
}

/// <summary>
/// Failed exchanges by the id of a key, known or not. No guess ever finds a secret of 256 bits: the count spares a client with a wrong key
/// its useless repetitions, and is not worth a write. So each process counts for itself, and forgets when it has many to remember.
/// </summary>
internal sealed class KeyFailures(TimeProvider time)
{
    private const int MostIds = 1000;
    private readonly Dictionary<string, (int Failures, DateTimeOffset EndsAt)> windows = [];

    /// <exception cref="TooManyRequestsException">It was one too many.</exception>
    public void Count(string id)
    {
        lock (windows)
        {
            var now = time.GetUtcNow();
            var (failures, end) = Window(id, now);
            if (failures == ApiKeyService.Limit.Quota)
                throw new TooManyRequestsException(ProblemCode.ApiKeyPaused, end - now);
            if (windows.Count >= MostIds)
                windows.Clear();
            windows[id] = (failures + 1, end);
        }
    }

    public AttemptsLeft Left(string id)
    {
        lock (windows)
        {
            var now = time.GetUtcNow();
            var (failures, end) = Window(id, now);
            return new AttemptsLeft(ApiKeyService.Limit.Quota - failures, end - now);
        }
    }

    /// <summary>The window of an id that runs, or one that would begin now.</summary>
    private (int Failures, DateTimeOffset EndsAt) Window(string id, DateTimeOffset now) =>
        windows.TryGetValue(id, out var window) && window.EndsAt > now ? window : (0, now + ApiKeyService.Limit.Window);
}
