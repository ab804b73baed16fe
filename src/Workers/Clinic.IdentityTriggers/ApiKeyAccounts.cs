using Clinic.Core.ApiKeys;

namespace Clinic.IdentityTriggers;

/// <summary>The accounts of API keys in the pool; what they may do is read from our own table every time.</summary>
internal sealed class ApiKeyAccounts(DynamoApiKeyReader keys, TimeProvider time)
{
    public static bool Owns(string userName) => ServicePoolName.Parse(userName) is not null;

    public async Task<bool> VerifyAsync(string userName, string secret) =>
        await FindValidAsync(userName) is { } key && new ApiKeySecret(key.Id, secret).Opens(key);

    /// <summary>Null when the name is none of a key, or its key was deleted or is at its end.</summary>
    public async Task<ApiKey?> FindValidAsync(string userName) =>
        ServicePoolName.Parse(userName) is { } id && await keys.FindAsync(id) is { } key && key.IsValid(time.GetUtcNow()) ? key : null;
}
