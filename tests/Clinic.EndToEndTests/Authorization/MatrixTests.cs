using System.Text.Json.Nodes;
using Clinic.Core.Security;
using Clinic.Local.Aws.Cognito;
using Xunit;

namespace Clinic.EndToEndTests.Authorization;

/// <summary>Every route against every persona, allowed and denied, and against every kind of token that is not good enough.</summary>
[Collection(TheClinic.Name)]
public sealed class MatrixTests(ClinicFixture clinic, CastFixture fixture) : IClassFixture<CastFixture>
{
    public static TheoryData<string, string> Routes => AllRoutes.Where(route => !route.IsPublic);

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Each_persona_gets_what_the_contract_says(string method, string path)
    {
        var cast = await fixture.OfAsync(clinic);
        var expected = Find(method, path);
        foreach (var persona in Enum.GetValues<Persona>())
        {
            var answer = await SendAsync(cast[persona], cast, expected, persona);
            Assert.True(answer.Status == expected.Statuses[(int)persona], $"{persona}: {answer.Request} answered {answer.Status}: {answer.Text}");
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task No_token_an_expired_one_one_of_another_pool_and_an_id_token_are_401(string method, string path)
    {
        var cast = await fixture.OfAsync(clinic);
        var expected = Find(method, path);
        ApiClient[] refused =
        [
            clinic.Nobody,
            clinic.Service(Scope.All, life: TimeSpan.FromSeconds(-1)),
            clinic.Nobody.With(new JsonObject { ["accessToken"] = OfAnotherPool() }),
            clinic.Nobody.With(new JsonObject { ["accessToken"] = cast[Persona.Admin].IdToken }),
        ];
        foreach (var client in refused)
            (await SendAsync(client, cast, expected, Persona.Admin)).IsProblem(401);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_token_with_every_scope_but_the_routes_is_403_and_one_with_just_one_of_them_is_let_in(string method, string path)
    {
        var cast = await fixture.OfAsync(clinic);
        var expected = Find(method, path);
        var scopes = AllRoutes.Find(method, path).Scopes;

        (await SendAsync(clinic.Service(Scope.All.Except(scopes)), cast, expected, Persona.Service)).IsProblem(403);
        Assert.All(scopes, scope => Assert.Contains(scope, Scope.All));
        foreach (var scope in scopes)
            Assert.NotEqual(401, (await SendAsync(clinic.Service([scope]), cast, expected, Persona.Service)).Status);
    }

    /// <summary>A route that nobody has thought about fails here, and so does an expectation of a route that is gone.</summary>
    [Fact]
    public void The_matrix_names_every_protected_route_once_with_every_persona()
    {
        Assert.Equal(
            AllRoutes.All.Where(route => !route.IsPublic).Select(route => $"{route.Method} {route.Path}").Order(),
            Matrix.All.Select(expected => $"{expected.Method} {expected.Path}").Order());
        Assert.All(Matrix.All, expected => Assert.Equal(Enum.GetValues<Persona>().Length, expected.Statuses.Length));
    }

    private static Expectation Find(string method, string path) => Matrix.All.Single(expected => expected.Method == method && expected.Path == path);

    private static Task<Answer> SendAsync(ApiClient client, Cast cast, Expectation expected, Persona persona) =>
        client.SendJsonAsync(new HttpMethod(expected.Method), cast.Target(expected), expected.Body(cast, persona), expected.Headers);

    /// <summary>A token that is right in everything but the key that signed it.</summary>
    private string OfAnotherPool()
    {
        var pool = clinic.Host.Pool;
        return new TokenIssuer(pool.Settings, SigningKey.Load(null), TimeProvider.System).IssueForClient(pool.Settings.MachineClient!, Scope.All, pool.Issuer);
    }
}
