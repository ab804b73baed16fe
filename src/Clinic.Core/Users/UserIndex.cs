using System.Text.RegularExpressions;
using Clinic.Core.Catalogue;
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

    /// <summary>Every name that a search prefix may begin, folded and each after a bar, so that one <c>contains</c> finds them all.</summary>
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
    /// Parts that the stored names of everybody whom a prefix finds contain, even if they were written when apostrophes, hyphens, quotes and
    /// letters beyond Latin Extended-A were folded in another way: the term is split at these characters. Most terms are one part.
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

/// <summary>The filters of GET /users; all that are given must hold.</summary>
/// <param name="Prefix">The beginning of the last names or of the first name, accents and case ignored.</param>
public sealed record UserQuery(Role? Role, UserStatus? Status, bool? RecordIsOpen, string? ThanatologistId, string? Prefix)
{
    /// <summary>The groups that hold every user whom the caller may list and the filters may let through.</summary>
    internal IReadOnlyList<UserGroup> GroupsFor(Caller caller) => caller.IsThanatologist ? [.. ForThanatologist(caller.UserId!)] : [.. ForEverybodyElse()];

    private IEnumerable<UserGroup> ForEverybodyElse() =>
        StaffRoles.Select(UserGroup.Staff).Concat(RecordStates.Select(isOpen =>
            ThanatologistId is null ? UserGroup.Patients(isOpen) : UserGroup.PatientsOf(ThanatologistId, isOpen)));

    /// <summary>Staff, their own open records and everybody's closed ones. With a filter by status only their own patients, as they see no other status.</summary>
    private IEnumerable<UserGroup> ForThanatologist(string self)
    {
        var patients = ThanatologistId switch
        {
            null => RecordStates.Select(isOpen => isOpen || Status is not null ? UserGroup.PatientsOf(self, isOpen) : UserGroup.Patients(isOpen)),
            _ when ThanatologistId == self => RecordStates.Select(isOpen => UserGroup.PatientsOf(self, isOpen)),
            _ => [],
        };
        return StaffRoles.Select(UserGroup.Staff).Concat(patients);
    }

    private IEnumerable<Role> StaffRoles => RecordIsOpen is not null || ThanatologistId is not null
        ? []
        : AllStaff.Where(role => Role is null || role == Role);

    private static readonly bool[] BothStates = [true, false];

    private static readonly Role[] AllStaff = [Security.Role.Admin, Security.Role.AdminSupport, Security.Role.Thanatologist];

    private IEnumerable<bool> RecordStates => Role is not (null or Security.Role.Patient)
        ? []
        : BothStates.Where(isOpen => RecordIsOpen is null || isOpen == RecordIsOpen);
}

/// <summary>Brings valid master data into the form that is stored: trimmed, emails in lower case, catalogue values in canonical spelling.</summary>
internal static class Normalization
{
    public static MasterData Normalized(this MasterData data) => new()
    {
        Title = data.Title?.Trim(),
        FirstName = data.FirstName?.Trim(),
        FirstLastName = data.FirstLastName?.Trim(),
        SecondLastName = data.SecondLastName?.Trim(),
        Email = data.Email is { } email ? NormalizeEmail(email) : null,
        Phone = data.Phone,
        Cellphone = data.Cellphone,
        Address = data.Address is { } address && address != new Address() ? Normalized(address) : null,
        Specialty = data.Specialty?.Trim(),
        ProfessionalLicence = data.ProfessionalLicence,
        Gender = ClinicCatalogue.Genders.Find(data.Gender),
        MaritalStatus = data.MaritalStatus?.Trim(),
        BirthDate = data.BirthDate,
        BirthPlace = data.BirthPlace?.Trim(),
        Occupation = data.Occupation?.Trim(),
        Religion = data.Religion?.Trim(),
        Children = data.Children is { Count: > 0 } children ? [.. children.Select(Normalized)] : null,
        ChildrenNote = data.ChildrenNote?.Trim(),
        Reminders = data.Reminders is { Whole: var reminders } && reminders != Reminders.Default ? reminders : null,
        EmergencyContact = data.EmergencyContact is { } contact ? new(contact.Name?.Trim(), contact.Relation?.Trim(), contact.Phone) : null,
    };

    /// <summary>Addresses that differ in letter case only are one.</summary>
    public static string NormalizeEmail(string email) => email.Trim().ToLowerInvariant();

    private static Address Normalized(Address address) => new(
        address.Street?.Trim(), address.Number?.Trim(), address.Neighborhood?.Trim(), address.ZipCode, address.City?.Trim(), address.State?.Trim());

    private static Child Normalized(Child child) => new(
        child.FirstName?.Trim(), child.FirstLastName?.Trim(), child.SecondLastName?.Trim(), child.BirthDate, ClinicCatalogue.Genders.Find(child.Gender));
}
