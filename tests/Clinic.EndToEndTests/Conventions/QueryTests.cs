using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Conventions;

[Collection(TheClinic.Name)]
public sealed class QueryTests(ClinicFixture clinic)
{
    public static TheoryData<string, string> Routes => AllRoutes.Where(route => !route.IsPage);

    public static TheoryData<string> Lists => ["/users", $"/sessions?userId={DemoAccounts.Patient.Id}", "/users/{id}/sessions", "/users/{id}/audit"];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Unknown_query_parameters_are_named(string method, string path)
    {
        var client = AllRoutes.Find(method, path).IsPublic ? clinic.Nobody : clinic.Admin;

        (await client.SendAsync(method, path + "?unknown=1", null)).IsProblem(400, "unknown");
        (await client.SendAsync(method, path + "?Limit=1&api_key", null)).IsProblem(400, "Limit", "api_key");
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_limit_is_a_number_from_1_to_100(string list)
    {
        var path = list.At() + (list.Contains('?', StringComparison.Ordinal) ? "&" : "?");

        foreach (var limit in (string[])["0", "101", "-1", "1.5", "x", "", "+5", "%205", "1e1", "0x10", "99999999999999999999", "%D9%A1"])
            (await clinic.Admin.GetAsync($"{path}limit={limit}")).IsProblem(400, "limit");
        (await clinic.Admin.GetAsync($"{path}limit=1&limit=1")).IsProblem(400, "limit");
        (await clinic.Admin.GetAsync($"{path}limit=100")).Is(200);
    }

    [Theory]
    [InlineData("role=Admin", "role")]
    [InlineData("role=", "role")]
    [InlineData("role=admin,patient", "role")]
    [InlineData("role=admin&role=patient", "role")]
    [InlineData("status=deleted", "status")]
    [InlineData("recordStatus=true", "recordStatus")]
    [InlineData("thanatologistId=x", "thanatologistId")]
    [InlineData("q=", "q")]
    [InlineData("q=%20", "q")]
    [InlineData("q=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffg", "q")]
    public async Task Invalid_filters_are_named(string query, string parameter) => (await clinic.Admin.GetAsync("/users?" + query)).IsProblem(400, parameter);

    [Fact]
    public async Task All_parameters_at_fault_are_named_at_once() =>
        (await clinic.Admin.GetAsync("/users?role=x&limit=0&foo=1")).IsProblem(400, "role", "limit", "foo");

    [Fact]
    public async Task A_page_token_opens_unchanged_only()
    {
        var token = await TokenAsync(clinic.Admin, "/users?role=thanatologist");
        var flipped = Enumerable.Range(0, token.Length).Where(position => position % 7 == 0 || position == token.Length - 1)
            .Select(position => token[..position] + (token[position] == 'A' ? 'B' : 'A') + token[(position + 1)..]);

        foreach (var changed in (string[])[.. flipped, token[..^1], token + "A", token + "=", token + "%20", "", "x", new string('A', 2049), new string('A', 64)])
        {
            if (changed != token)
                (await clinic.Admin.GetAsync($"/users?role=thanatologist&limit=1&nextToken={changed}")).IsProblem(400, "nextToken");
        }
        (await clinic.Admin.GetAsync($"/users?role=thanatologist&limit=1&nextToken={token}&nextToken={token}")).IsProblem(400, "nextToken");
    }

    [Fact]
    public async Task A_page_token_belongs_to_the_caller_and_the_filters_and_not_to_the_limit()
    {
        var token = await TokenAsync(clinic.Admin, "/users?role=thanatologist");

        (await clinic.Admin.GetAsync($"/users?nextToken={token}")).IsProblem(400, "nextToken");
        (await clinic.Admin.GetAsync($"/users?role=patient&nextToken={token}")).IsProblem(400, "nextToken");
        (await clinic.Admin.GetAsync($"/users?role=thanatologist&status=active&nextToken={token}")).IsProblem(400, "nextToken");
        (await clinic.Admin.GetAsync($"/sessions?userId={DemoAccounts.Patient.Id}&nextToken={token}")).IsProblem(400, "nextToken");
        (await clinic.Support.GetAsync($"/users?role=thanatologist&nextToken={token}")).IsProblem(400, "nextToken");
        (await clinic.Admin.GetAsync($"/users?limit=50&nextToken={token}&role=thanatologist")).Is(200);
    }

    [Fact]
    public async Task A_page_token_of_one_patient_is_none_of_another()
    {
        string[] patients = [await clinic.Thanatologist.CreatePatientAsync(), await clinic.Thanatologist.CreatePatientAsync()];
        foreach (var patient in (string[])[.. patients, .. patients])
            await clinic.Thanatologist.WriteSessionAsync(patient);
        var token = await TokenAsync(clinic.Thanatologist, $"/users/{patients[0]}/sessions?");

        (await clinic.Thanatologist.GetAsync($"/users/{patients[0]}/sessions?nextToken={token}")).Is(200);
        (await clinic.Thanatologist.GetAsync($"/users/{patients[1]}/sessions?nextToken={token}")).IsProblem(400, "nextToken");
    }

    [Fact]
    public async Task A_page_token_tells_nothing_of_what_it_holds()
    {
        var token = await TokenAsync(clinic.Admin, "/users?role=thanatologist");

        Assert.Matches("^[A-Za-z0-9_-]+$", token);
        var text = System.Text.Encoding.Latin1.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token));
        Assert.DoesNotContain("thanatologist", text, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> TokenAsync(ApiClient client, string path) => (await client.GetAsync(path + "&limit=1")).Is(200).NextToken!;
}
