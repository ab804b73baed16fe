using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Users;

[Collection(TheClinic.Name)]
public sealed class UserListTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Patients_are_listed_A_to_Z_ignoring_accents_and_case()
    {
        string[] names = ["Wzunga", "wÁbrego", "Wñandu", "WNANDO", "Wécija", "WEBER", "Wabad", "Wzu"];
        foreach (var name in names)
            await clinic.Thanatologist.CreatePatientAsync(name);

        var listed = (await clinic.Thanatologist.AllAsync("/users?role=patient&q=w", limit: 3)).Texts("firstLastName");

        Assert.Equal(["Wabad", "wÁbrego", "WEBER", "Wécija", "WNANDO", "Wñandu", "Wzu", "Wzunga"], listed);
    }

    [Fact]
    public async Task Q_is_a_prefix_of_the_last_names_or_the_first_name()
    {
        var body = Bodies.Patient().With("firstName", "Kendra Sofía").With("firstLastName", "Kárate").With("secondLastName", "Kubrick");
        var id = (await clinic.Thanatologist.PostAsync("/users", body)).Is(201).Id;

        foreach (var prefix in (string[])["karate", "KÁRATE", "kara", "Kendra", "kendra%20so", "kubri", "karate%20kub"])
            Assert.Contains(id, (await clinic.Thanatologist.AllAsync($"/users?q={prefix}")).Texts("id"));
        foreach (var other in (string[])["arate", "sofia%20k", "kendrax", "karate%20kx", "%25", "*"])
            Assert.DoesNotContain(id, (await clinic.Thanatologist.AllAsync($"/users?q={other}")).Texts("id"));
    }

    [Theory]
    [InlineData("admin")]
    [InlineData("admin_support")]
    [InlineData("thanatologist")]
    [InlineData("patient")]
    public async Task Filter_by_role(string role)
    {
        var roles = (await clinic.Support.AllAsync($"/users?role={role}")).Texts("role");

        Assert.NotEmpty(roles);
        Assert.All(roles, listed => Assert.Equal(role, listed));
    }

    [Fact]
    public async Task Filter_by_status_record_and_thanatologist()
    {
        var open = await clinic.Colleague.CreatePatientAsync("Yáñez");
        var closed = await clinic.Colleague.CreatePatientAsync("Yáñez");
        await clinic.Colleague.CloseRecordAsync(closed);
        var inactive = await clinic.Colleague.CreatePatientAsync("Yáñez");
        (await clinic.Admin.DeleteAsync($"/users/{inactive}")).Is(204);
        var others = await clinic.Thanatologist.CreatePatientAsync("Yáñez");

        await ListedAsync("recordStatus=open", has: [open, inactive, others], hasNot: [closed]);
        await ListedAsync("recordStatus=closed", has: [closed], hasNot: [open, inactive, others]);
        await ListedAsync("status=inactive", has: [inactive], hasNot: [open, closed, others]);
        await ListedAsync("status=active", has: [open, closed, others], hasNot: [inactive]);
        await ListedAsync($"thanatologistId={DemoAccounts.Thanatologist2.Id}", has: [open, closed, inactive], hasNot: [others]);
        await ListedAsync($"thanatologistId={DemoAccounts.Thanatologist2.Id}&recordStatus=open&status=active&role=patient", has: [open], hasNot: [closed, inactive, others]);
        await ListedAsync($"thanatologistId={DemoAccounts.Thanatologist2.Id}&role=admin", has: [], hasNot: [open, closed, inactive, others]);
    }

    [Fact]
    public async Task A_thanatologist_sees_of_closed_records_the_name_and_birth_date_only()
    {
        var body = Bodies.Patient().With("birthDate", "1969-07-20").With("email", Bodies.Email()).With("phone", "5512345678").With("firstLastName", "Xicoténcatl");
        var id = (await clinic.Colleague.PostAsync("/users", body)).Is(201).Id;
        Assert.DoesNotContain(id, (await clinic.Thanatologist.AllAsync("/users?q=xico")).Texts("id"));
        await clinic.Colleague.CloseRecordAsync(id);

        var seen = (await clinic.Thanatologist.AllAsync("/users?recordStatus=closed&q=xico")).Single(user => user["id"]!.GetValue<string>() == id);

        Assert.Equal("Xicoténcatl", seen["firstLastName"]!.GetValue<string>());
        Assert.Equal("1969-07-20", seen["birthDate"]!.GetValue<string>());
        Assert.Empty(seen.Select(member => member.Key).Except(["id", "role", "title", "firstName", "firstLastName", "secondLastName", "birthDate", "record"]));
        Assert.Equal("""{"isOpen":false}""", seen["record"]!.ToJsonString());
    }

    [Fact]
    public async Task A_thanatologist_lists_own_open_patients_and_of_staff_name_and_role()
    {
        var own = await clinic.Thanatologist.CreatePatientAsync();
        var foreign = await clinic.Colleague.CreatePatientAsync();

        var listed = await clinic.Thanatologist.AllAsync("/users");

        Assert.Contains(own, listed.Texts("id"));
        Assert.DoesNotContain(foreign, listed.Texts("id"));
        var admin = listed.Single(user => user["id"]!.GetValue<string>() == DemoAccounts.Admin.Id);
        Assert.Empty(admin.Select(member => member.Key).Except(["id", "role", "title", "firstName", "firstLastName", "secondLastName"]));
        Assert.DoesNotContain(foreign, (await clinic.Thanatologist.AllAsync($"/users?thanatologistId={DemoAccounts.Thanatologist2.Id}")).Texts("id"));
    }

    [Fact]
    public async Task A_thanatologist_filters_by_no_status_that_they_are_not_shown()
    {
        var (active, inactive) = (await clinic.CreateStaffAsync(), await clinic.CreateStaffAsync());
        (await clinic.Admin.DeleteAsync($"/users/{inactive.Id}")).Is(204);
        var (own, closed) = (await clinic.Thanatologist.CreatePatientAsync(), await clinic.Colleague.CreatePatientAsync());
        await clinic.Colleague.CloseRecordAsync(closed);
        foreach (var patient in (string[])[own, closed])
            (await clinic.Admin.DeleteAsync($"/users/{patient}")).Is(204);

        foreach (var path in (string[])["/users?", "/users?role=thanatologist&", "/users?role=patient&", "/users?recordStatus=closed&", "/users?q=villa&"])
        {
            foreach (var status in (string[])["active", "inactive"])
            {
                var listed = await clinic.Thanatologist.AllAsync(path + "status=" + status, limit: 20);
                Assert.All(listed, user => Assert.Equal(status, user["status"]!.GetValue<string>()));
                Assert.Empty(listed.Texts("id").Intersect([active.Id, inactive.Id, closed]));
            }
        }
        Assert.Contains(own, (await clinic.Thanatologist.AllAsync("/users?status=inactive")).Texts("id"));
        Assert.Contains(clinic.Thanatologist.UserId, (await clinic.Thanatologist.AllAsync("/users?status=active")).Texts("id"));
    }

    [Fact]
    public async Task A_patient_lists_nobody() => (await clinic.Patient.GetAsync("/users")).IsProblem(403);

    [Fact]
    public async Task A_list_is_empty_and_complete_when_nobody_matches()
    {
        var empty = (await clinic.Admin.GetAsync("/users?q=qqqqq")).Is(200);

        Assert.Equal("""{"items":[]}""", empty.Text);
    }

    private async Task ListedAsync(string filter, string[] has, string[] hasNot)
    {
        var ids = (await clinic.Admin.AllAsync($"/users?q=yanez&{filter}", limit: 2)).Texts("id");
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Empty(has.Except(ids));
        Assert.Empty(hasNot.Intersect(ids));
    }
}
