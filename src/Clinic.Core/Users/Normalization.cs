using Clinic.Core.Catalogue;

namespace Clinic.Core.Users;

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
        Gender = ClinicCatalogue.Genders.Find(data.Gender),
        MaritalStatus = data.MaritalStatus?.Trim(),
        BirthDate = data.BirthDate,
        BirthPlace = data.BirthPlace?.Trim(),
        Occupation = data.Occupation?.Trim(),
        Religion = data.Religion?.Trim(),
        Children = data.Children is { Count: > 0 } children ? [.. children.Select(Normalized)] : null,
        ChildrenNote = data.ChildrenNote?.Trim(),
    };

    /// <summary>Addresses that differ in letter case only are one.</summary>
    public static string NormalizeEmail(string email) => email.Trim().ToLowerInvariant();

    private static Address Normalized(Address address) => new(
        address.Street?.Trim(), address.Number?.Trim(), address.Neighborhood?.Trim(), address.ZipCode, address.City?.Trim(), address.State?.Trim());

    private static Child Normalized(Child child) => new(
        child.FirstName?.Trim(), child.FirstLastName?.Trim(), child.SecondLastName?.Trim(), child.BirthDate, ClinicCatalogue.Genders.Find(child.Gender));
}
