using System.Text;
using Clinic.Local;
using Clinic.Local.Gateway;
using Clinic.Local.Template;
using Xunit;

namespace Clinic.UnitTests.Local.Gateway;

public sealed class GatewayResponsesTests
{
    private const string RequestId = "01a20310-0000-7000-8000-000000000001";

    [Fact]
    public void The_template_decides_status_headers_and_body()
    {
        var api = ClinicTemplate.Load(Path.Combine(RepositoryRoot.Find(), "template.yaml")).Api!;

        var (status, headers, body) = new GatewayResponses(api.GatewayResponses).Render(GatewayResponseType.MissingToken, RequestId);

        Assert.Equal(404, status);
        Assert.Equal("application/problem+json", headers["Content-Type"]);
        Assert.Equal("es", headers["Content-Language"]);
        Assert.Equal(RequestId, headers["X-Request-Id"]);
        Assert.Equal(
            $$"""{"type":"urn:clinic:problem:not-found","title":"No encontrado","status":404,"code":"not-found","detail":"No existe ese recurso.","traceId":"{{RequestId}}"}""",
            Encoding.UTF8.GetString(body));
    }

    [Fact]
    public void A_type_that_the_template_leaves_out_takes_its_default()
    {
        var responses = new GatewayResponses(new Dictionary<string, GatewayResponseDefinition>
        {
            ["DEFAULT_5XX"] = new("DEFAULT_5XX", 500, new Dictionary<string, string> { ["X-A"] = "'a'" }, "$context.error.message"),
        });

        var (status, headers, body) = responses.Render(GatewayResponseType.IntegrationTimeout, RequestId);

        Assert.Equal((500, "a", "Endpoint request timed out"), (status, headers["X-A"], Encoding.UTF8.GetString(body)));
    }

    [Fact]
    public void Without_any_definition_it_is_the_gateways_own_message()
    {
        var (status, headers, body) = new GatewayResponses(new Dictionary<string, GatewayResponseDefinition>())
            .Render(GatewayResponseType.Unauthorized, RequestId);

        Assert.Equal((401, "application/json"), (status, headers["Content-Type"]));
        Assert.Equal("""{"message":"Unauthorized"}""", Encoding.UTF8.GetString(body));
    }
}
