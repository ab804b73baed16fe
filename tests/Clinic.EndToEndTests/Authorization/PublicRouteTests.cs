using Xunit;

namespace Clinic.EndToEndTests.Authorization;

[Collection(TheClinic.Name)]
public sealed class PublicRouteTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Public_routes_take_any_authorization_or_none()
    {
        (await clinic.Nobody.PostAsync("/auth/token", null, ("Authorization", "Bearer garbage"))).IsProblem(400, "X-Api-Key");
        foreach (var route in AllRoutes.All.Where(route => route is { IsPublic: true, Body: not null }))
            (await clinic.Nobody.SendAsync(route.Method, route.Path, ApiClient.Json("[]"), ("Authorization", "Bearer garbage"))).IsProblem(400, "body");
    }
}
