using Clinic.Core.ApiKeys;

namespace Clinic.IdentityTriggers;

/// <summary>The accounts of API keys in the pool; what they may do is read from our own table every time.</summary>
internal sealed class ApiKeyAccounts(DynamoApiKeyReader keys)
{
    public static bool Owns(string userName) => ServicePoolName.Parse(userName) is not null;

    public async Task<bool> VerifyAsync(string userName, string secret) =>
        await FindValidAsync(userName) is { Key: var key } && new ApiKeySecret(key.Id, secret).Opens(key);

    /// <summary>Null when the name is none of a key, or its key is not valid.</summary>
    public async Task<ValidApiKey?> FindValidAsync(string userName) => ServicePoolName.Parse(userName) is { } id ? await keys.FindValidAsync(id) : null;
}
