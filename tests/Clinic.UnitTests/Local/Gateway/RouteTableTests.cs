using Clinic.Local.Gateway;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Gateway;

public sealed class RouteTableTests
{
    private static readonly RouteTable routes = new(
    [
        Route("GET", "/users"), Route("ANY", "/users"), Route("GET", "/users/{id}"), Route("GET", "/users/{id}/record"),
        Route("GET", "/sessions/catalogue"), Route("GET", "/sessions/{id}"), Route("GET", "/sessions/{id}/addenda"),
        Route("GET", "/files/{path+}"), Route("GET", "/"),
    ]);

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/users", "/users")]
    [InlineData("/users/17", "/users/{id}")]
    [InlineData("/users/17/record", "/users/{id}/record")]
    [InlineData("/sessions/catalogue", "/sessions/catalogue")]
    [InlineData("/sessions/catalogue2", "/sessions/{id}")]
    [InlineData("/sessions/catalogue/addenda", "/sessions/{id}/addenda")]
    [InlineData("/files/a/b/c", "/files/{path+}")]
    [InlineData("/users/a%2Fb", "/users/{id}")]
    [InlineData("/users/...", "/users/{id}")]
    [InlineData("/users/.a", "/users/{id}")]
    public void A_path_finds_its_resource(string path, string resource) => Assert.Equal(resource, routes.Find(path)!.Path);

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/users//record")]
    [InlineData("//users")]
    [InlineData("/users/17/record/more")]
    [InlineData("/Users")]
    [InlineData("/files")]
    [InlineData("/users/")]
    [InlineData("/users/17/")]
    [InlineData("/users//")]
    [InlineData("/files/a/")]
    [InlineData("//")]
    [InlineData("/.")]
    [InlineData("/users/.")]
    [InlineData("/users/..")]
    [InlineData("/users/%2e%2E")]
    [InlineData("/users/.%2e/record")]
    [InlineData("/users/../users")]
    [InlineData("/./users")]
    [InlineData("/files/a/../b")]
    [InlineData("/users%2F17")]
    [InlineData("/%75sers")]
    public void A_path_of_no_resource_finds_nothing(string path) => Assert.Null(routes.Find(path));

    [Fact]
    public void The_method_itself_wins_over_any()
    {
        var users = routes.Find("/users")!;

        Assert.Equal("GET", users.Route("GET")!.Method);
        Assert.Equal("ANY", users.Route("DELETE")!.Method);
        Assert.Null(routes.Find("/users/1")!.Route("DELETE"));
    }

    [Fact]
    public void Path_parameters_are_percent_decoded()
    {
        Assert.Equal([KeyValuePair.Create("id", "a b/c")], routes.Find("/users/x")!.Parameters("/users/a%20b%2Fc"));
        Assert.Equal([KeyValuePair.Create("path", "a/b")], routes.Find("/files/x")!.Parameters("/files/a/b"));
    }

    private static RouteDefinition Route(string method, string path) => new(path, method, "Function", true, []);
}
