using Clinic.Core.Catalogue;
using Clinic.Core.Security;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Users;

/// <summary>The rules of the data catalogue for people. Staff and patients differ in what they may have.</summary>
public abstract class MasterDataRules<T> : AbstractValidator<T> where T : MasterData
{
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
        RuleFor(data => data.Specialty).Null().WithMessage("is for staff only");
        RuleFor(data => data.Gender).In(ClinicCatalogue.Genders);
        RuleFor(data => data.MaritalStatus).OptionalText(40);
        RuleFor(data => data.BirthDate).PastDate(time);
        RuleFor(data => data.BirthPlace).OptionalText(60);
        RuleFor(data => data.Occupation).OptionalText(40);
        RuleFor(data => data.Religion).OptionalText(40);
        RuleFor(data => data.Children).Meets(new() { MaxItems = 30 }, children => children is null or { Count: <= 30 }).WithMessage("must be at most 30 children");
        RuleFor(data => data.ChildrenNote).OptionalLines(500);
        RuleForEach(data => data.Children).NotNull().WithMessage("must be an object").SetValidator(new ChildRules(time));
    }

    private void StaffRules()
    {
        RuleFor(data => data.Email).NotNull().WithMessage("is required");
        RuleFor(data => data.Specialty).OptionalText(60);
        RuleFor(data => data.Gender).Null().WithMessage(PatientsOnly);
        RuleFor(data => data.MaritalStatus).Null().WithMessage(PatientsOnly);
        RuleFor(data => data.BirthDate).Null().WithMessage(PatientsOnly);
        RuleFor(data => data.BirthPlace).Null().WithMessage(PatientsOnly);
        RuleFor(data => data.Occupation).Null().WithMessage(PatientsOnly);
        RuleFor(data => data.Religion).Null().WithMessage(PatientsOnly);
        RuleFor(data => data.Children).Null().WithMessage(PatientsOnly);
        RuleFor(data => data.ChildrenNote).Null().WithMessage(PatientsOnly);
    }

    private const string PatientsOnly = "is for patients only";
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
