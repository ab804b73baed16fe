using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Users;

[Collection(TheClinic.Name)]
public sealed class UserCreationTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_thanatologists_new_patient_is_their_own()
    {
        var created = (await clinic.Thanatologist.PostAsync("/users", WholePatient())).Is(201);

        Assert.Equal($"/users/{created.Id}", created.Header("Location"));
        Assert.StartsWith("\"1-", created.ETag, StringComparison.Ordinal);
        Assert.Equal(DemoAccounts.Thanatologist.Id, created.Value("record.thanatologistId"));
        Assert.Equal("Lucía Sánchez Álvarez", created.Value("record.thanatologistName"));
        Assert.Equal("true", created.Value("record.isOpen"));
        Assert.Equal("0", created.Value("record.sessionCount"));
        Assert.Equal("Primera entrevista.", created.Value("record.ekr"));
        foreach (var (name, value) in WholePatient().Without("record", "email"))
            Assert.True(JsonNode.DeepEquals(value, created.Json[name]), $"{name}: {created.Text}");
        var read = (await clinic.Thanatologist.GetAsync($"/users/{created.Id}")).Is(200);
        Assert.True(JsonNode.DeepEquals(created.Json, read.Json), read.Text);
    }

    [Fact]
    public async Task An_id_is_a_uuid_of_version_7_and_timestamps_are_utc()
    {
        var patient = (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient())).Is(201);

        Assert.Equal(7, Guid.Parse(patient.Id).Version);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", patient.Value("createdAt"));
        Assert.Equal(patient.Value("createdAt"), patient.Value("updatedAt"));
        Assert.Equal("active", patient.Value("status"));
        Assert.Equal("1", patient.Value("version"));
    }

    [Fact]
    public async Task An_admin_names_the_thanatologist_of_a_new_patient()
    {
        (await clinic.Admin.PostAsync("/users", Bodies.Patient())).IsProblem(400, "record.thanatologistId");
        (await clinic.Admin.PostAsync("/users", Bodies.Patient(DemoAccounts.Support.Id))).IsProblem(400, "record.thanatologistId");
        (await clinic.Admin.PostAsync("/users", Bodies.Patient(Bodies.Id()))).IsProblem(400, "record.thanatologistId");
        (await clinic.Admin.PostAsync("/users", Bodies.Patient("nobody"))).IsProblem(400, "record.thanatologistId");

        var patient = (await clinic.Admin.PostAsync("/users", Bodies.Patient(DemoAccounts.Thanatologist2.Id))).Is(201);

        Assert.Equal(DemoAccounts.Thanatologist2.Id, patient.Value("record.thanatologistId"));
    }

    [Fact]
    public async Task A_patient_cannot_be_given_to_an_inactive_thanatologist()
    {
        var former = (await clinic.Admin.PostAsync("/users", Bodies.Staff())).Is(201).Id;
        (await clinic.Admin.DeleteAsync($"/users/{former}")).Is(204);

        (await clinic.Admin.PostAsync("/users", Bodies.Patient(former))).IsProblem(400, "record.thanatologistId");
    }

    [Fact]
    public async Task A_thanatologist_creates_neither_staff_nor_a_colleagues_patient()
    {
        foreach (var role in (string[])["admin", "admin_support", "thanatologist"])
            (await clinic.Thanatologist.PostAsync("/users", Bodies.Staff(role))).IsProblem(403);
        (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient(DemoAccounts.Thanatologist2.Id))).IsProblem(400, "record.thanatologistId");
    }

    [Fact]
    public async Task Support_and_patients_create_nobody()
    {
        (await clinic.Support.PostAsync("/users", Bodies.Patient(DemoAccounts.Thanatologist.Id))).IsProblem(403);
        (await clinic.Patient.PostAsync("/users", Bodies.Patient())).IsProblem(403);
        (await clinic.Nobody.PostAsync("/users", Bodies.Patient())).IsProblem(401);
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("admin_support")]
    [InlineData("thanatologist")]
    public async Task An_admin_creates_staff_of_every_role(string role)
    {
        var body = Bodies.Staff(role).With("title", "Lic.").With("specialty", "Logoterapia").With("cellphone", "5512345678");

        var created = (await clinic.Admin.PostAsync("/users", body)).Is(201);

        foreach (var (name, value) in body)
            Assert.True(JsonNode.DeepEquals(value, created.Json[name]), $"{name}: {created.Text}");
        Assert.Null(created.Value("record"));
        Assert.Null(created.Value("lastLoginAt"));
    }

    [Fact]
    public async Task An_email_is_taken_once_in_any_letter_case()
    {
        var staff = Bodies.Staff();
        (await clinic.Admin.PostAsync("/users", staff)).Is(201);
        var email = staff["email"]!.GetValue<string>();

        foreach (var same in (string[])[email, email.ToUpperInvariant(), $" {email} "])
        {
            (await clinic.Admin.PostAsync("/users", Bodies.Staff().With("email", same))).IsProblem(409);
            (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("email", same))).IsProblem(409);
        }
    }

    [Fact]
    public async Task Of_concurrent_creations_with_one_email_exactly_one_succeeds()
    {
        var email = Bodies.Email();

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("email", email))));

        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Equal(9, answers.Count(answer => answer.Status == 409));
    }

    [Fact]
    public async Task Texts_are_trimmed_and_catalogue_values_canonical()
    {
        var patient = (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("firstName", "  Ana María ").With("gender", " mujer "))).Is(201);

        Assert.Equal("Ana María", patient.Value("firstName"));
        Assert.Equal("Mujer", patient.Value("gender"));
    }

    private static JsonObject WholePatient() => JsonNode.Parse($$$"""
        {"role":"patient","title":"Sra.","firstName":"Ñuria","firstLastName":"O'Higgins","secondLastName":"D’Ávila","email":"{{{Bodies.Email()}}}",
         "phone":"5512345678","cellphone":"5587654321",
         "address":{"street":"Calle del Olmo","number":"12 bis","neighborhood":"Centro","zipCode":"06000","city":"Ciudad de México","state":"CDMX"},
         "gender":"Otro","maritalStatus":"Viuda","birthDate":"1970-02-28","birthPlace":"Mérida","occupation":"Maestra","religion":"Ninguna",
         "children":[{"firstName":"Inés","firstLastName":"Poot","secondLastName":"Dzul","birthDate":"2001-12-31","gender":"Mujer"},{"firstName":"Leo"}],"reminders":{"mail":false,"sms":true},
         "record":{"ekr":"Primera entrevista."}}
        """)!.AsObject();
}
