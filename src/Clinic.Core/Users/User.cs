using System.Text.Json.Serialization;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Text;

namespace Clinic.Core.Users;

/// <summary>A member of the staff or a patient. <paramref name="Version"/> counts the changes of the data, the record's included.</summary>
/// <param name="Record">The patient's case record; null for staff, and for a self-registered patient until it is opened.</param>
public sealed record User(
    string Id,
    Role Role,
    UserStatus Status,
    MasterData Data,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? LastLoginAt,
    PatientRecord? Record)
{
    public bool IsPatient => Role is Role.Patient;

    /// <summary>The user has not proven yet that they read the mails to their email. Until then they see no messages to it.</summary>
    public bool HasUnprovenEmail { get; init; }

    /// <summary>The patient's open alerts. They are no part of the data: no version counts their changes but their own.</summary>
    public PatientAlerts Alerts { get; init; } = PatientAlerts.None;

    /// <summary>How the patient is reminded of appointments; null for staff.</summary>
    public Reminders? Reminders => IsPatient ? Data.Reminders ?? Reminders.Default : null;

    /// <summary>The name as it is signed with: first name and last names.</summary>
    public string FullName => NameOf(Data.FirstName, Data.FirstLastName, Data.SecondLastName);

    internal static string NameOf(params string?[] parts) => string.Join(' ', parts.Where(part => !string.IsNullOrEmpty(part)));

    /// <summary>Where the user stands in every list: last names, first name, then the id to make it unique; accents and case ignored. Tabs sort before blanks, so that García comes before García Bernal.</summary>
    public string SortName => string.Join('\t', SortPart(Data.FirstLastName!), SortPart(Data.SecondLastName ?? ""), SortPart(Data.FirstName!), Id);

    /// <summary>A sort key of DynamoDB has at most 1,024 bytes: a very long name of the old clinic is sorted by its beginning.</summary>
    private static string SortPart(string name)
    {
        var folded = Folding.Fold(name);
        return folded.Length <= 100 ? folded : string.Concat(folded.EnumerateRunes().Take(80));
    }
}

/// <summary>A patient's case record.</summary>
/// <param name="Ekr">The clinical text; null when nothing has been written.</param>
/// <param name="OpenedAt">When it was first opened; reopening keeps it.</param>
/// <param name="FirstThanatologistId">The thanatologist with whom it was opened; null while that is still the thanatologist of record.</param>
public sealed record PatientRecord(
    bool IsOpen, string ThanatologistId, string? Ekr, int SessionCount, DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, string? FirstThanatologistId = null)
{
    /// <summary>Where the chain of the sessions and addenda ends; null as long as there is none.</summary>
    public ChainHead? Head { get; init; }

    /// <summary>The thanatologist whose new patient this was.</summary>
    public string OpenedWith => FirstThanatologistId ?? ThanatologistId;

    /// <summary>The record that a patient begins with.</summary>
    /// <param name="thanatologistId">As the caller gave it, or null: a thanatologist's new patients are their own.</param>
    /// <param name="field">Its name in the request.</param>
    /// <exception cref="InvalidInputException">No thanatologist is named, or the caller may not choose them.</exception>
    internal static PatientRecord First(Caller caller, string? thanatologistId, string field, string? ekr, DateTimeOffset now)
    {
        var id = (thanatologistId is null ? null : Identifier.Parse(thanatologistId)) ?? (caller.IsThanatologist ? caller.UserId : null)
            ?? throw new InvalidInputException(field, FieldCode.Required, Phrases.Required(Phrases.ThanatologistId));
        if (caller.IsThanatologist && id != caller.UserId)
            throw new InvalidInputException(field, FieldCode.NotAllowed, new("debe ser su propio id: sus pacientes nuevos son suyos", "must be your own id: your new patients are your own"));
        return new PatientRecord(true, id, ekr is { Length: > 0 } ? ekr : null, 0, now, null);
    }

    public PatientRecord GivenTo(string thanatologistId) => thanatologistId == ThanatologistId
        ? this
        : this with { ThanatologistId = thanatologistId, FirstThanatologistId = OpenedWith };
}

/// <summary>An inactive user cannot sign in; their record and sessions stay.</summary>
[JsonConverter(typeof(UserStatusConverter))]
public enum UserStatus
{
    Active,
    Inactive,
}

/// <summary>Reads and writes statuses by their names.</summary>
public sealed class UserStatusConverter() : StrictEnumConverter<UserStatus>(UserStatusNames.All);

public static class UserStatusNames
{
    public static readonly IReadOnlyList<string> All = ["active", "inactive"];

    public static string Name(this UserStatus status) => All[(int)status];

    public static UserStatus? Parse(string? name) => name switch
    {
        "active" => UserStatus.Active,
        "inactive" => UserStatus.Inactive,
        _ => null,
    };
}

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

    /// <summary>Staff only: the number of the cédula profesional, which stands in what they sign.</summary>
    public string? ProfessionalLicence { get; init; }

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

    /// <summary>Patients only: how they are reminded of appointments.</summary>
    public Reminders? Reminders { get; init; }

    /// <summary>Patients only: whom to call when something is wrong.</summary>
    public EmergencyContact? EmergencyContact { get; init; }
}

public sealed record Address(
    string? Street = null, string? Number = null, string? Neighborhood = null, string? ZipCode = null, string? City = null, string? State = null);

public sealed record Child(
    string? FirstName = null, string? FirstLastName = null, string? SecondLastName = null, DateOnly? BirthDate = null, string? Gender = null);

/// <param name="Relation">To the patient.</param>
public sealed record EmergencyContact(string? Name = null, string? Relation = null, string? Phone = null);

/// <summary>How a patient is reminded of appointments.</summary>
/// <param name="Mail">True unless the patient says no.</param>
/// <param name="Sms">False unless the patient says yes.</param>
public sealed record Reminders(bool? Mail = null, bool? Sms = null)
{
    internal static readonly Reminders Default = new(true, false);

    internal Reminders Whole => new(Mail ?? Default.Mail, Sms ?? Default.Sms);
}
