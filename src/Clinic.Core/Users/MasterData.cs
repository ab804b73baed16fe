using System.Text.Json.Serialization;
using Clinic.Core.Security;

namespace Clinic.Core.Users;

/// <summary>What the clinic keeps of a person, staff or patient. Every member may be missing here: the validator says which are needed.</summary>
public record MasterData
{
    [JsonPropertyOrder(-9)]
    public Role? Role { get; init; }

    public string? Title { get; init; }

    public string? FirstName { get; init; }

    public string? FirstLastName { get; init; }

    public string? SecondLastName { get; init; }

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string? Cellphone { get; init; }

    public Address? Address { get; init; }

    /// <summary>Staff only.</summary>
    public string? Specialty { get; init; }

    /// <summary>Patients only.</summary>
    public string? Gender { get; init; }

    /// <summary>Patients only.</summary>
    public string? MaritalStatus { get; init; }

    /// <summary>Patients only.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>Patients only.</summary>
    public string? BirthPlace { get; init; }

    /// <summary>Patients only.</summary>
    public string? Occupation { get; init; }

    /// <summary>Patients only.</summary>
    public string? Religion { get; init; }

    /// <summary>Patients only.</summary>
    public IReadOnlyList<Child>? Children { get; init; }

    /// <summary>Patients only: what the old clinic wrote of the children in free text.</summary>
    public string? ChildrenNote { get; init; }
}

public sealed record Address(
    string? Street = null, string? Number = null, string? Neighborhood = null, string? ZipCode = null, string? City = null, string? State = null);

public sealed record Child(
    string? FirstName = null, string? FirstLastName = null, string? SecondLastName = null, DateOnly? BirthDate = null, string? Gender = null);
