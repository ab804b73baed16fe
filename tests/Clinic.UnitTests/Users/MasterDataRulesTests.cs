using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Users;

public sealed class MasterDataRulesTests
{
    private static readonly string Long = new('a', 200);

    private static readonly NewUser Patient = A.NewPatient() with
    {
        Title = "Sra.",
        SecondLastName = "Peña",
        Email = "rosa@example.org",
        Phone = "5512345678",
        Cellphone = "5587654321",
        Address = new Address("Reforma", "1", "Centro", "06600", "CDMX", "CDMX"),
        Gender = "mujer",
        MaritalStatus = "Viuda",
        BirthDate = new DateOnly(1980, 2, 29),
        BirthPlace = "Oaxaca",
        Occupation = "Maestra",
        Religion = "Católica",
        Children = [new Child("Ana", "López", "Gómez", new DateOnly(2010, 1, 1), "Mujer")],
        Reminders = new Reminders(false, true),
        EmergencyContact = new EmergencyContact("Ana López Gómez", "Hija", "5511223344"),
    };

    [Fact]
    public void Full_and_minimal_patients_and_staff_are_valid()
    {
        Assert.Empty(Errors(Patient));
        Assert.Empty(Errors(A.NewPatient()));
        Assert.Empty(Errors(A.NewStaff() with { Specialty = "Logoterapia", ProfessionalLicence = "1234567" }));
        Assert.Empty(Errors(A.NewStaff(Role.Admin) with { Password = null }));
    }

    [Fact]
    public void An_empty_body_names_what_is_required() =>
        Assert.Superset(new HashSet<string> { "role", "firstName", "firstLastName" }, Errors(new NewUser()).ToHashSet());

    public static TheoryData<string, NewUser> BrokenPatients => new()
    {
        { "firstName", Patient with { FirstName = null } },
        { "firstName", Patient with { FirstName = "" } },
        { "firstName", Patient with { FirstName = "   " } },
        { "firstName", Patient with { FirstName = Long[..61] } },
        { "firstName", Patient with { FirstName = "Ro\nsa" } },
        { "firstName", Patient with { FirstName = "Ro\0sa" } },
        { "firstLastName", Patient with { FirstLastName = null } },
        { "firstLastName", Patient with { FirstLastName = Long[..61] } },
        { "secondLastName", Patient with { SecondLastName = "" } },
        { "secondLastName", Patient with { SecondLastName = Long[..61] } },
        { "title", Patient with { Title = Long[..21] } },
        { "email", Patient with { Email = "rosa" } },
        { "email", Patient with { Email = "" } },
        { "phone", Patient with { Phone = "551234567" } },
        { "phone", Patient with { Phone = "55123456789" } },
        { "phone", Patient with { Phone = "55 1234567" } },
        { "phone", Patient with { Phone = "+525512345" } },
        { "phone", Patient with { Phone = "٥٥١٢٣٤٥٦٧٨" } },
        { "cellphone", Patient with { Cellphone = "" } },
        { "address.zipCode", Patient with { Address = new Address(ZipCode: "6600") } },
        { "address.zipCode", Patient with { Address = new Address(ZipCode: "0660A") } },
        { "address.street", Patient with { Address = new Address(Street: Long) } },
        { "address.number", Patient with { Address = new Address(Number: Long) } },
        { "address.neighborhood", Patient with { Address = new Address(Neighborhood: "") } },
        { "address.city", Patient with { Address = new Address(City: Long) } },
        { "address.state", Patient with { Address = new Address(State: Long) } },
        { "specialty", Patient with { Specialty = "Reiki" } },
        { "professionalLicence", Patient with { ProfessionalLicence = "1234567" } },
        { "gender", Patient with { Gender = "F" } },
        { "maritalStatus", Patient with { MaritalStatus = Long[..41] } },
        { "birthDate", Patient with { BirthDate = new DateOnly(1899, 12, 31) } },
        { "birthDate", Patient with { BirthDate = new DateOnly(2026, 11, 24) } },
        { "birthPlace", Patient with { BirthPlace = Long } },
        { "occupation", Patient with { Occupation = Long[..41] } },
        { "religion", Patient with { Religion = Long[..41] } },
        { "children", Patient with { Children = [.. Enumerable.Repeat(new Child("Ana"), 31)] } },
        { "children[1]", Patient with { Children = [new Child("Ana"), null!] } },
        { "children[0].firstName", Patient with { Children = [new Child()] } },
        { "children[1].firstName", Patient with { Children = [new Child("Ana"), new Child("")] } },
        { "children[0].firstLastName", Patient with { Children = [new Child("Ana", Long)] } },
        { "children[0].secondLastName", Patient with { Children = [new Child("Ana", null, Long)] } },
        { "children[0].birthDate", Patient with { Children = [new Child("Ana", BirthDate: new DateOnly(2030, 1, 1))] } },
        { "children[0].gender", Patient with { Children = [new Child("Ana", Gender: "x")] } },
        { "emergencyContact.name", Patient with { EmergencyContact = new EmergencyContact(Phone: "5511223344") } },
        { "emergencyContact.name", Patient with { EmergencyContact = new EmergencyContact(Long[..61], Phone: "5511223344") } },
        { "emergencyContact.relation", Patient with { EmergencyContact = new EmergencyContact("Ana", Long[..41], "5511223344") } },
        { "emergencyContact.phone", Patient with { EmergencyContact = new EmergencyContact("Ana") } },
        { "emergencyContact.phone", Patient with { EmergencyContact = new EmergencyContact("Ana", Phone: "551122334") } },
        { "record.ekr", Patient with { Record = new NewRecord(A.Id(), new string('a', 20_001)) } },
        { "record.ekr", Patient with { Record = new NewRecord(A.Id(), "\0") } },
        { "record.thanatologistId", Patient with { Record = new NewRecord("") } },
        { "record.thanatologistId", Patient with { Record = new NewRecord("7") } },
        { "record.thanatologistId", Patient with { Record = new NewRecord(new string('7', 3000)) } },
        { "password", Patient with { Password = "short" } },
        { "password", Patient with { Password = "rosa@EXAMPLE.org" } },
        { "email", Patient with { Email = null, Password = A.Password } },
    };

    [Theory]
    [MemberData(nameof(BrokenPatients))]
    public void A_broken_rule_names_its_field(string field, NewUser patient) => Assert.Equal([field], Errors(patient));

    public static TheoryData<string, NewUser> BrokenStaff => new()
    {
        { "email", A.NewStaff() with { Email = null, Password = null } },
        { "specialty", A.NewStaff() with { Specialty = Long } },
        { "professionalLicence", A.NewStaff() with { ProfessionalLicence = "1234" } },
        { "professionalLicence", A.NewStaff() with { ProfessionalLicence = "12345678901" } },
        { "professionalLicence", A.NewStaff() with { ProfessionalLicence = "12345a" } },
        { "gender", A.NewStaff() with { Gender = "Mujer" } },
        { "maritalStatus", A.NewStaff() with { MaritalStatus = "Soltera" } },
        { "birthDate", A.NewStaff() with { BirthDate = new DateOnly(1980, 1, 1) } },
        { "birthPlace", A.NewStaff() with { BirthPlace = "Oaxaca" } },
        { "occupation", A.NewStaff() with { Occupation = "Maestra" } },
        { "religion", A.NewStaff() with { Religion = "Ninguna" } },
        { "children", A.NewStaff() with { Children = [new Child("Ana")] } },
        { "reminders", A.NewStaff() with { Reminders = new Reminders() } },
        { "emergencyContact", A.NewStaff() with { EmergencyContact = new EmergencyContact("Ana", Phone: "5511223344") } },
        { "record", A.NewStaff() with { Record = new NewRecord(A.Id()) } },
    };

    [Theory]
    [MemberData(nameof(BrokenStaff))]
    public void What_only_patients_have_is_refused_for_staff(string field, NewUser staff) => Assert.Equal([field], Errors(staff));

    [Fact]
    public void The_longest_values_are_taken() => Assert.Empty(Errors(Patient with
    {
        FirstName = Long[..60],
        FirstLastName = "  " + Long[..60] + "  ",
        MaritalStatus = Long[..40],
        Children = [.. Enumerable.Repeat(new Child("Ana"), 30)],
        Record = new NewRecord(A.Id(), new string('a', 20_000)),
    }));

    [Theory]
    [InlineData("1900-01-01")]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-23")] // it is tomorrow already on Kiritimati
    public void Birth_dates_from_1900_to_today_are_taken(string date) =>
        Assert.Empty(Errors(Patient with { BirthDate = DateOnly.ParseExact(date, "yyyy-MM-dd", null) }));

    [Fact]
    public void Valid_data_is_stored_trimmed_in_lower_case_and_canonical()
    {
        var data = (Patient with { FirstName = "  Rosa ", Email = " Rosa@Example.ORG ", Gender = "MUJER", Children = [new Child(" Ana ", Gender: "hombre")] }).Normalized();

        Assert.Equal(("Rosa", "rosa@example.org", "Mujer"), (data.FirstName, data.Email, data.Gender));
        Assert.Equal(new Child("Ana", Gender: "Hombre"), Assert.Single(data.Children!));
    }

    [Fact]
    public void Empty_objects_and_lists_are_stored_as_nothing()
    {
        var data = (Patient with { Address = new Address(), Children = [] }).Normalized();

        Assert.Null(data.Address);
        Assert.Null(data.Children);
    }

    [Theory]
    [InlineData(null, null, "isOpen")]
    [InlineData(true, "7", "thanatologistId")]
    [InlineData(true, "", "thanatologistId")]
    public void A_records_edit_names_what_is_wrong(bool? isOpen, string? thanatologistId, string field)
    {
        var refused = Assert.Throws<InvalidInputException>(() => Validation.Check(new RecordEditRules(), new RecordEdit(isOpen, thanatologistId)));

        Assert.Equal([field], refused.Errors.Keys);
    }

    private static IEnumerable<string> Errors(NewUser user)
    {
        try
        {
            Validation.Check(new NewUserRules(A.Clock()), user);
            return [];
        }
        catch (InvalidInputException refused)
        {
            return [.. refused.Errors.Keys];
        }
    }
}
