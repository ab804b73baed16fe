using Xunit;

namespace Clinic.EndToEndTests.Conventions;

[Collection(TheClinic.Name)]
public sealed class MethodTests(ClinicFixture clinic)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    public static TheoryData<string> Paths => [.. AllRoutes.Paths];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Other_methods_of_a_path_are_405_and_say_which_are_allowed(string path)
    {
        var known = AllRoutes.All.Where(route => route.Path == path).SelectMany(route => route.Methods).Order().ToList();

        foreach (var method in Methods.Except(known))
        {
            foreach (var client in (ApiClient[])[clinic.Nobody, clinic.Patient])
            {
                var refusal = (await client.SendAsync(method, path, null)).IsProblem(405);
                Assert.Equal(known, refusal.Header("Allow")!.Split(", ").Order());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Head_is_of_the_paths_that_have_GET_and_never_has_a_body(string path)
    {
        var get = AllRoutes.All.SingleOrDefault(route => route.Path == path && route.Method == "GET");

        var answer = (await clinic.Nobody.SendAsync("HEAD", path, null)).Is(path switch
        {
            _ when get is null => 405,
            "/appointments/answer" => 400, // which needs a token
            "/calendar/{id}" => 404,
            _ => get.IsPublic ? 200 : 401,
        });

        Assert.Empty(answer.Text);
        Assert.Equal(get is null, answer.Header("Allow") is not null);
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/auth")]
    [InlineData("/auth/")]
    [InlineData("/Users")]
    [InlineData("/users//record")]
    [InlineData("/users/x/y")]
    [InlineData("/users/x/record/y")]
    [InlineData("/auth/login/x")]
    [InlineData("/sessions/x/addenda/y")]
    [InlineData("/reports")]
    [InlineData("/dev/users")]
    [InlineData("/%2e%2e/users/")]
    [InlineData("/users%2Fx")]
    [InlineData("/%75sers")]
    [InlineData("/users/")]
    [InlineData("/users/{id}/")]
    [InlineData("/users/{id}/record/")]
    [InlineData("/sessions/catalogue/")]
    [InlineData("/exports/%2e%2e")]
    [InlineData("/exports/.%2E/users")]
    [InlineData("/sessions/.")]
    [InlineData("/messages/../messages")]
    [InlineData("/reports/x/../summary")]
    public async Task An_unknown_path_is_404(string path)
    {
        foreach (var method in Methods)
        {
            (await clinic.Nobody.SendAsync(method, path, null)).IsProblem(404);
            (await clinic.Admin.SendAsync(method, path, null)).IsProblem(404);
        }
    }

    [Theory]
    [InlineData("/users/a%2Fb")]
    [InlineData("/users/%2F")]
    [InlineData("/users/{id}%2Frecord")]
    [InlineData("/sessions/%2e%2e%2fusers")]
    [InlineData("/messages/a%2fdecrypt")]
    [InlineData("/exports/..%2F..")]
    public async Task A_slash_that_is_encoded_is_part_of_an_id_that_nothing_has(string path) =>
        (await clinic.Admin.GetAsync(path.At())).IsProblem(404);
}
