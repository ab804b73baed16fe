using Clinic.Core.Storage;

namespace Clinic.Core.Users;

/// <summary>Which fields differ between two versions of a user, for the audit; what follows from them, such as sort keys, is left out.</summary>
internal static class UserDifference
{
    private static readonly string[] Derived = ["listing", "sortName", "searchNames", "assignment", "closedAt", "firstThanatologistId", "hasUnprovenEmail"];

    public static IReadOnlyList<string> Fields(User before, User after) =>
        [.. ItemDifference.Attributes(UserItems.Write(before), UserItems.Write(after)).Except(Derived).Order(StringComparer.Ordinal)];
}
