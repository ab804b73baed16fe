using System.Text.RegularExpressions;
using Clinic.Core.Security;
using Clinic.Core.Text;

namespace Clinic.Core.Users;

/// <summary>
/// How users are found without a Scan: two indexes, both sorted by <see cref="User.SortName"/>, whose partitions are the
/// groups that lists are made of. A list is some of these groups merged A to Z.
/// </summary>
internal static partial class UserIndex
{
    public const string ByListing = "byListing";
    public const string ByThanatologist = "byThanatologist";

    /// <summary>The partition of a role, where patients are split by the state of their record.</summary>
    public static string Listing(Role role, bool? isOpen) => role is Role.Patient ? "patient#" + State(isOpen is true) : role.Name();

    /// <summary>The partition of a thanatologist's open or closed records.</summary>
    public static string Assignment(string thanatologistId, bool isOpen) => $"{thanatologistId}#{State(isOpen)}";

    /// <summary>Every name that a search prefix may begin, folded and each behind a bar, so that one <c>contains</c> finds them all.</summary>
    public static string SearchNames(string? firstName, string? firstLastName, string? secondLastName)
    {
        string[] names =
        [
            Folding.Fold($"{firstLastName} {secondLastName} {firstName}"),
            Folding.Fold($"{secondLastName}"),
            Folding.Fold($"{firstName} {firstLastName} {secondLastName}"),
        ];
        return string.Concat(names.Where(name => name.Length > 0).Select(name => "|" + name));
    }

    public static string SearchTerm(string prefix) => "|" + Folding.Fold(prefix.Replace("|", "", StringComparison.Ordinal));

    /// <summary>
    /// What the stored names of everybody whom a prefix finds hold, also where they were written when apostrophes, hyphens, quotes and
    /// letters beyond Latin Extended-A were folded otherwise: the term without these, in parts. Most terms are one part.
    /// </summary>
    public static IReadOnlyList<string> SearchParts(string prefix) =>
    [
        .. NotFoldedAlike().Split(SearchTerm(string.Concat(prefix.Select(letter => letter > '\u017f' ? '-' : letter)))).Where(part => part.Length > 0),
    ];

    private static string State(bool isOpen) => isOpen ? "open" : "closed";

    [GeneratedRegex("[^a-z0-9 |]+")]
    private static partial Regex NotFoldedAlike();
}

/// <summary>One group of users: a partition of an index.</summary>
internal sealed record UserGroup(string Index, string Partition)
{
    public string KeyAttribute => Index == UserIndex.ByListing ? "listing" : "assignment";

    public static UserGroup Staff(Role role) => new(UserIndex.ByListing, UserIndex.Listing(role, null));

    public static UserGroup Patients(bool isOpen) => new(UserIndex.ByListing, UserIndex.Listing(Role.Patient, isOpen));

    public static UserGroup PatientsOf(string thanatologistId, bool isOpen) =>
        new(UserIndex.ByThanatologist, UserIndex.Assignment(thanatologistId, isOpen));
}
