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
    /// <exception cref="InvalidInputException">A scope is not the caller's own.</exception>
    public Task<CreatedApiKey> AddAsync(Caller caller, NewApiKey input, Answering<CreatedApiKey> answering)
    {
        if (input.Scopes!.FirstOrDefault(scope => !caller.Has(scope)) is { } foreign)
            throw new InvalidInputException("scopes", $"must be some of your own scopes, which {foreign} is not");
        var secret = ApiKeySecret.New(time);
        var key = new ApiKey(secret.Id, input.Name!.Trim(), [.. input.Scopes!.Order(StringComparer.Ordinal)], secret.Hash, caller.Subject, time.GetUtcNow(), input.ExpiresAt?.ToUniversalTime());
        var created = new CreatedApiKey(key.Id, key.Name, key.Scopes, key.ExpiresAt, secret.ToString());
        var entry = AuditEntry.Of(caller, caller.Subject, AuditAction.ApiKeyCreated, key.CreatedAt, key.Id);
        return contention.RetryAsync(async () =>
        {
            await store.AddAsync(key, entry, answering.For(created));
            return created;
        });
    }

    public async Task<Slice<ApiKeyView>> ListAsync(Page page) => (await store.ListAsync(page)).Select(ApiKeyView.Of);

    /// <exception cref="NotFoundException">There is no such key.</exception>
    public async Task DeleteAsync(Caller caller, string id)
    {
        var entry = AuditEntry.Of(caller, caller.Subject, AuditAction.ApiKeyDeleted, time.GetUtcNow(), id);
        if (!await contention.RetryAsync(() => store.DeleteAsync(id, entry)))
            throw new NotFoundException();
    }

    /// <exception cref="UnauthorizedException">The text is no key, or the key is unknown, deleted or at its end.</exception>
    public async Task<ServiceTokenView> ExchangeAsync(string text)
    {
        var now = time.GetUtcNow();
        if (ApiKeySecret.Parse(text) is not { } secret || await reader.FindAsync(secret.Id) is not { } key || !secret.Opens(key) || !key.IsValid(now))
            throw Refused();
        var name = ServicePoolName.Of(key.Id);
        var answer = await pool.SignInAsync(name, secret.Secret) ?? await SignInFirstTimeAsync(name, secret.Secret);
        var tokens = answer?.Tokens ?? throw Refused();
        await store.MarkUsedAsync(key, now);
        return new ServiceTokenView(tokens.AccessToken, tokens.ExpiresIn, "Bearer", string.Join(' ', key.Scopes));
    }

    private async Task<PoolAnswer?> SignInFirstTimeAsync(string name, string secret)
    {
        await pool.SignUpAsync(name);
        return await pool.SignInAsync(name, secret);
    }

    private static UnauthorizedException Refused() => new("The API key is not valid.");
}
