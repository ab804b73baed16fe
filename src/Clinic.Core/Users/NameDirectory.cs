using System.Collections.Concurrent;
using Clinic.Core.Security;
using Clinic.Core.Sessions;

namespace Clinic.Core.Users;

/// <summary>
/// The names beside staff ids in responses, and the licences in signatures. Staff are few and seldom renamed: what is read of them is kept
/// for a minute, so that a warm request needs no second read.
/// </summary>
public sealed class NameDirectory(Func<string, Task<User?>> find, TimeProvider time)
{
    private const int Remembered = 1_000;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (string? Name, string? Licence, DateTimeOffset Until)> known = new();

    /// <summary>The full name, or null when there is no such user.</summary>
    public async Task<string?> NameOfAsync(string userId) => (await FindAsync(userId)).Name;

    /// <summary>Who signs what the caller writes. A service has no name.</summary>
    internal async Task<Signer> SignerAsync(Caller caller)
    {
        var (name, licence) = caller.UserId is { } userId ? await FindAsync(userId) : (null, null);
        return new Signer(caller.Subject, name, licence);
    }

    public async Task<IReadOnlyDictionary<string, string?>> NamesOfAsync(IEnumerable<string> userIds)
    {
        var ids = userIds.Distinct().ToList();
        var found = await Task.WhenAll(ids.Select(NameOfAsync));
        return ids.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private async Task<(string? Name, string? Licence)> FindAsync(string userId)
    {
        var now = time.GetUtcNow();
        if (known.TryGetValue(userId, out var remembered) && remembered.Until > now)
            return (remembered.Name, remembered.Licence);
        var user = await find(userId);
        if (known.Count >= Remembered)
            known.Clear();
        known[userId] = (user?.FullName, user?.Data.ProfessionalLicence, now + Life);
        return (user?.FullName, user?.Data.ProfessionalLicence);
    }
}
