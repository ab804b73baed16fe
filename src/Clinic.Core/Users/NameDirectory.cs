using System.Collections.Concurrent;

namespace Clinic.Core.Users;

/// <summary>
/// The names that stand beside staff ids in answers. Staff are few and seldom renamed: a name is kept for a minute, so that
/// a warm request needs no second read.
/// </summary>
public sealed class NameDirectory(Func<string, Task<User?>> find, TimeProvider time)
{
    private const int Remembered = 1_000;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (string? Name, DateTimeOffset Until)> names = new();

    /// <summary>The full name, or null when there is no such user.</summary>
    public async Task<string?> NameOfAsync(string userId)
    {
        var now = time.GetUtcNow();
        if (names.TryGetValue(userId, out var known) && known.Until > now)
            return known.Name;
        var name = (await find(userId))?.FullName;
        if (names.Count >= Remembered)
            names.Clear();
        names[userId] = (name, now + Life);
        return name;
    }

    public async Task<IReadOnlyDictionary<string, string?>> NamesOfAsync(IEnumerable<string> userIds)
    {
        var ids = userIds.Distinct().ToList();
        var found = await Task.WhenAll(ids.Select(NameOfAsync));
        return ids.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
