using System.Text.Json.Serialization;
using Clinic.Core.Accounts;
using Clinic.Core.Agenda;
using Clinic.Core.Care;
using Clinic.Core.Catalogue;
using Clinic.Core.Security;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Users;

/// <summary>The body of POST /users.</summary>
public sealed record NewUser : MasterData
{
    /// <summary>Without it, an account with an email gets an invitation.</summary>
    public string? Password { get; init; }

    public NewRecord? Record { get; init; }
}

/// <summary>How a new patient's record begins; an admin has to name the thanatologist.</summary>
public sealed record NewRecord(string? ThanatologistId = null, string? Ekr = null);

/// <summary>The body of PUT /users/{id}, and what a PATCH is merged into. The id and the role may be repeated, not changed.</summary>
public sealed record UserEdit : MasterData
{
    public UserEdit()
    {
    }

    public UserEdit(User user) : base(user.Data)
    {
        Id = user.Id;
        Role = user.Role;
        Status = user.Status;
    }

    public string? Id { get; init; }

    public UserStatus? Status { get; init; }
}

/// <summary>A user in a list. Of colleagues and of closed records a thanatologist gets only some of it.</summary>
/// <param name="Alert">The gravest of the patient's open alerts, for those who may read their care.</param>
/// <param name="AlertWaitsSince">Since when nobody has looked at one of the patient's open alerts; absent when somebody has looked at each.</param>
public sealed record UserSummary(
    string Id,
    Role Role,
    UserStatus? Status,
    string? Title,
    string FirstName,
    string FirstLastName,
    string? SecondLastName,
    string? Email,
    DateOnly? BirthDate,
    RecordSummary? Record,
    AlertSummary? Alert = null,
    DateTimeOffset? AlertWaitsSince = null)
{
    internal string FullName => User.NameOf(FirstName, FirstLastName, SecondLastName);
}

public sealed record RecordSummary(bool IsOpen, string? ThanatologistId);

/// <summary>A user as the API shows them. It has no member that a password, hash or salt could leak through.</summary>
public record UserView : MasterData
{
    public UserView()
    {
    }

    public UserView(MasterData data) : base(data)
    {
    }

    [JsonPropertyOrder(-10)]
    public string Id { get; init; } = "";

    [JsonPropertyOrder(-8)]
    public UserStatus? Status { get; init; }

    [JsonPropertyOrder(1)]
    public RecordView? Record { get; init; }

    /// <summary>The gravest of the patient's open alerts, for those who may read their care.</summary>
    [JsonPropertyOrder(1)]
    public AlertSummary? Alert { get; init; }

    [JsonPropertyOrder(2)]
    public DateTimeOffset? LastLoginAt { get; init; }

    [JsonPropertyOrder(3)]
    public int Version { get; init; }

    [JsonPropertyOrder(4)]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonPropertyOrder(5)]
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>After a deactivation the appointments that the user leaves behind, if there are any.</summary>
    [JsonPropertyOrder(6)]
    public IReadOnlyList<FutureAppointment>? FutureAppointments { get; init; }
}

/// <summary>A patient's record as the API shows it.</summary>
/// <param name="Ekr">The clinical text, for those who may read sessions.</param>
/// <param name="Version">On the record's own route; inside a user it is the user's.</param>
/// <param name="FutureAppointments">After the record was closed or given to somebody else, the appointments that it leaves behind, if there are any.</param>
public sealed record RecordView(
    bool IsOpen,
    string ThanatologistId,
    string? ThanatologistName,
    string? Ekr,
    int SessionCount,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt,
    int? Version = null,
    IReadOnlyList<FutureAppointment>? FutureAppointments = null);

/// <summary>What a deactivated user leaves behind.</summary>
public sealed record DeactivatedView(IReadOnlyList<FutureAppointment> FutureAppointments);

/// <summary>The body of PUT /users/{id}/record. An absent <paramref name="Ekr"/> keeps the text, an empty one clears it.</summary>
public sealed record RecordEdit(bool? IsOpen = null, string? ThanatologistId = null, string? Ekr = null);

/// <summary>The rules of POST /users.</summary>
public sealed class NewUserRules : MasterDataRules<NewUser>
{
    public NewUserRules(TimeProvider time) : base(time)
    {
        RuleFor(user => user.Role).Required(Phrases.IsRequired);
        When(user => user.Password is not null, () =>
        {
            RuleFor(user => user.Password).NewPassword();
            RuleFor(user => user.Password).NotEmail(user => user.Email);
            RuleFor(user => user.Email).Required(new("es obligatorio con una contraseña", "is required with a password"));
        });
        RuleFor(user => user.Record).Absent(Phrases.PatientsOnly).When(user => user.Role is not null and not Role.Patient);
        RuleFor(user => user.Record!).SetValidator(new NewRecordRules()).When(user => user.Record is not null);
    }
}

/// <summary>The rules of a new patient's record; who the thanatologist is depends on the caller.</summary>
public sealed class NewRecordRules : AbstractValidator<NewRecord>
{
    public NewRecordRules()
    {
        RuleFor(record => record.ThanatologistId).OptionalId();
        RuleFor(record => record.Ekr).ClinicalText();
    }
}

/// <summary>The rules of a user as PUT or a merged PATCH leaves them.</summary>
public sealed class UserEditRules(TimeProvider time) : MasterDataRules<UserEdit>(time);

/// <summary>The rules of PUT /users/{id}/record.</summary>
public sealed class RecordEditRules : AbstractValidator<RecordEdit>
{
    public RecordEditRules()
    {
        RuleFor(record => record.IsOpen).Required(Phrases.Required(Phrases.TrueOrFalse));
        RuleFor(record => record.ThanatologistId).OptionalId();
        RuleFor(record => record.Ekr).ClinicalText();
    }
}

/// <summary>The rules of the data catalogue for people. Staff and patients differ in what they may have.</summary>
public abstract class MasterDataRules<T> : AbstractValidator<T> where T : MasterData
{
    private const int MostChildren = 30;

    protected MasterDataRules(TimeProvider time)
    {
        RuleFor(data => data.Title).OptionalText(20);
        RuleFor(data => data.FirstName).PersonName();
        RuleFor(data => data.FirstLastName).PersonName();
        RuleFor(data => data.SecondLastName).OptionalPersonName();
        RuleFor(data => data.Email).EmailAddress();
        RuleFor(data => data.Phone).Digits(10);
        RuleFor(data => data.Cellphone).Digits(10);
        RuleFor(data => data.Address!).SetValidator(new AddressRules()).When(data => data.Address is not null);
        When(data => data.Role is Role.Patient, () => PatientRules(time)).Otherwise(StaffRules);
    }

    private void PatientRules(TimeProvider time)
    {
        RuleFor(data => data.Specialty).Absent(Phrases.StaffOnly);
        RuleFor(data => data.ProfessionalLicence).Absent(Phrases.StaffOnly);
        RuleFor(data => data.Gender).In(ClinicCatalogue.Genders);
        RuleFor(data => data.MaritalStatus).OptionalText(40);
        RuleFor(data => data.BirthDate).PastDate(time);
        RuleFor(data => data.BirthPlace).OptionalText(60);
        RuleFor(data => data.Occupation).OptionalText(40);
        RuleFor(data => data.Religion).OptionalText(40);
        RuleFor(data => data.Children).AtMost(MostChildren);
        RuleFor(data => data.ChildrenNote).OptionalLines(500);
        RuleForEach(data => data.Children).Required(Phrases.MustBe(Phrases.Object)).SetValidator(new ChildRules(time)).When(data => data.Children.HasAtMost(MostChildren));
        RuleFor(data => data.EmergencyContact!).SetValidator(new EmergencyContactRules()).When(data => data.EmergencyContact is not null);
    }

    private void StaffRules()
    {
        RuleFor(data => data.Email).Required(Phrases.IsRequired);
        RuleFor(data => data.Specialty).OptionalText(60);
        RuleFor(data => data.ProfessionalLicence).Digits(5, 10);
        RuleFor(data => data.Gender).Absent(Phrases.PatientsOnly);
        RuleFor(data => data.MaritalStatus).Absent(Phrases.PatientsOnly);
        RuleFor(data => data.BirthDate).Absent(Phrases.PatientsOnly);
        RuleFor(data => data.BirthPlace).Absent(Phrases.PatientsOnly);
        RuleFor(data => data.Occupation).Absent(Phrases.PatientsOnly);
        RuleFor(data => data.Religion).Absent(Phrases.PatientsOnly);
        RuleFor(data => data.Children).Absent(Phrases.PatientsOnly);
        RuleFor(data => data.ChildrenNote).Absent(Phrases.PatientsOnly);
        RuleFor(data => data.Reminders).Absent(Phrases.PatientsOnly);
        RuleFor(data => data.EmergencyContact).Absent(Phrases.PatientsOnly);
    }
}

public sealed class AddressRules : AbstractValidator<Address>
{
    public AddressRules()
    {
        RuleFor(address => address.Street).OptionalText(80);
        RuleFor(address => address.Number).OptionalText(20);
        RuleFor(address => address.Neighborhood).OptionalText(80);
        RuleFor(address => address.ZipCode).Digits(5);
        RuleFor(address => address.City).OptionalText(60);
        RuleFor(address => address.State).OptionalText(60);
    }
}

public sealed class ChildRules : AbstractValidator<Child>
{
    public ChildRules(TimeProvider time)
    {
        RuleFor(child => child.FirstName).PersonName();
        RuleFor(child => child.FirstLastName).OptionalPersonName();
        RuleFor(child => child.SecondLastName).OptionalPersonName();
        RuleFor(child => child.BirthDate).PastDate(time);
        RuleFor(child => child.Gender).In(ClinicCatalogue.Genders);
    }
}

public sealed class EmergencyContactRules : AbstractValidator<EmergencyContact>
{
    public EmergencyContactRules()
    {
        RuleFor(contact => contact.Name).PersonName();
        RuleFor(contact => contact.Relation).OptionalText(40);
        RuleFor(contact => contact.Phone).Required(Phrases.IsRequired).Digits(10);
    }
}
