using System.Globalization;
using Clinic.Core.Http;

namespace Clinic.Core.Accounts;

/// <summary>
/// The opaque user name of an account in the Cognito pool: the user's id, followed by the credential's generation once that
/// is above 0. A token of an older generation can never be refreshed, so changing the password ends every session.
/// </summary>
public static class PoolUserName
{
    public static string Of(string userId, int generation) =>
        generation == 0 ? userId : string.Create(CultureInfo.InvariantCulture, $"{userId}.{generation}");

    /// <summary>Null when the name is none of ours.</summary>
    public static (string UserId, int Generation)? Parse(string? name)
    {
        var parts = (name ?? "").Split('.');
        var generation = 0;
        var wellFormed = Identifier.TryParse(parts[0], out var userId)
            && (parts.Length == 1 || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out generation)));
        return wellFormed && Of(userId, generation) == name ? (userId, generation) : null; // no second way to write a name
    }
}
