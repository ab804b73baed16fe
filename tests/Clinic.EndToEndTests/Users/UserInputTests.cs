using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Users;

[Collection(TheClinic.Name)]
public sealed class UserInputTests(ClinicFixture clinic)
{
    /// <summary>A member of a new patient, an invalid value as JSON, and the field that the refusal names.</summary>
    public static TheoryData<string, string, string> InvalidPatients => new()
    {
        { "firstName", "null", "firstName" },
        { "firstName", "\"\"", "firstName" },
        { "firstName", "\"   \"", "firstName" },
        { "firstName", $"\"{new string('x', 61)}\"", "firstName" },
        { "firstName", "\"a\\nb\"", "firstName" },
        { "firstName", "\"a\\u0000b\"", "firstName" },
        { "firstName", "5", "firstName" },
        { "firstLastName", "null", "firstLastName" },
        { "secondLastName", "\"\"", "secondLastName" },
        { "email", "\"x@y\"", "email" },
        { "email", "\"a b@example.org\"", "email" },
        { "phone", "\"123\"", "phone" },
        { "phone", "\"12345678901\"", "phone" },
        { "cellphone", "5512345678", "cellphone" },
        { "cellphone", "\"٥٥١٢٣٤٥٦٧٨\"", "cellphone" },
        { "address", """{"zipCode":"123"}""", "address.zipCode" },
        { "address", """{"planet":"x"}""", "address.planet" },
        { "address", "[]", "address" },
        { "gender", "\"X\"", "gender" },
        { "maritalStatus", $"\"{new string('x', 41)}\"", "maritalStatus" },
        { "occupation", $"\"{new string('x', 41)}\"", "occupation" },
        { "religion", $"\"{new string('x', 41)}\"", "religion" },
        { "birthDate", "\"2026-13-01\"", "birthDate" },
        { "birthDate", "\"2026-02-30\"", "birthDate" },
        { "birthDate", "\"01/02/1980\"", "birthDate" },
        { "birthDate", "\"2999-01-01\"", "birthDate" },
        { "birthDate", "\"1980-01-01T00:00:00Z\"", "birthDate" },
        { "children", """[{"firstName":"Leo"},{"gender":"Mujer"}]""", "children[1].firstName" },
        { "children", """[{"firstName":"Leo","age":3}]""", "children[0].age" },
        { "children", """{"firstName":"Leo"}""", "children" },
        { "reminders", """{"sms":"yes"}""", "reminders.sms" },
        { "reminders", """{"whatsapp":true}""", "reminders.whatsapp" },
        { "reminders", "true", "reminders" },
        { "specialty", "\"Logoterapia\"", "specialty" },
        { "status", "\"active\"", "status" },
        { "id", "\"x\"", "id" },
        { "version", "1", "version" },
        { "record", """{"isOpen":false}""", "record.isOpen" },
        { "role", "\"Patient\"", "role" },
        { "role", "3", "role" },
        { "__proto__", "{}", "__proto__" },
    };

    [Theory]
    [MemberData(nameof(InvalidPatients))]
    public async Task Invalid_new_patient_names_the_field(string member, string value, string field) =>
        (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With(member, JsonNode.Parse(value)))).IsProblem(400, field);

    [Theory]
    [InlineData("email", "null", "email")]
    [InlineData("role", "null", "role")]
    [InlineData("role", "\"owner\"", "role")]
    [InlineData("password", "\"password\"", "password")]
    [InlineData("password", "\"short\"", "password")]
    [InlineData("gender", "\"Mujer\"", "gender")]
    [InlineData("children", "[]", "children")]
    [InlineData("record", "{}", "record")]
    [InlineData("reminders", "{}", "reminders")]
    public async Task Invalid_new_staff_names_the_field(string member, string value, string field) =>
        (await clinic.Admin.PostAsync("/users", Bodies.Staff().With(member, JsonNode.Parse(value)))).IsProblem(400, field);

    [Fact]
    public async Task A_password_is_not_the_email()
    {
        var staff = Bodies.Staff();

        (await clinic.Admin.PostAsync("/users", staff.With("password", staff["email"]!.GetValue<string>().ToUpperInvariant()))).IsProblem(400, "password");
    }

    [Fact]
    public async Task All_fields_at_fault_are_named_at_once() =>
        (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("firstName", "").With("phone", "1").With("gender", "X")))
            .IsProblem(400, "firstName", "phone", "gender");

    [Fact]
    public async Task A_clinical_text_has_at_most_20000_characters()
    {
        (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("record", new JsonObject { ["ekr"] = new string('é', 20_001) })))
            .IsProblem(400, "record.ekr");

        (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("record", new JsonObject { ["ekr"] = new string('é', 20_000) }))).Is(201);
    }

    [Theory]
    [InlineData("😀 Zoë-Ève")]
    [InlineData("محمد")]
    [InlineData("Ōe Kenzaburō")]
    public async Task Names_of_every_script_come_back_as_they_were(string name) =>
        Assert.Equal(name, (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("firstName", name))).Is(201).Value("firstName"));
}
