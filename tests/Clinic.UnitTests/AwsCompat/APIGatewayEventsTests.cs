using System.Text;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using Clinic.Core.Json;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

public sealed class APIGatewayEventsTests
{
    private const string Event = """
        {"resource":"/users/{id}","path":"/users/7","httpMethod":"GET",
         "headers":{"Accept":"*/*"},"multiValueHeaders":{"Accept":["*/*"]},
         "queryStringParameters":null,"multiValueQueryStringParameters":{"a":["1","2"]},
         "pathParameters":{"id":"7"},"stageVariables":null,"body":null,"isBase64Encoded":false,
         "requestContext":{"resourceId":"r","resourcePath":"/users/{id}","operationName":"op","httpMethod":"GET","extendedRequestId":"x",
          "requestTime":"22/Nov/2026:08:30:00 +0000","path":"/v1/users/7","accountId":"123456789012","protocol":"HTTP/1.1","stage":"v1",
          "domainPrefix":"api","domainName":"api.example.org","requestTimeEpoch":1795336200000,"requestId":"q","apiId":"a",
          "identity":{"sourceIp":"127.0.0.1","userAgent":"curl","cognitoIdentityId":null},
          "authorizer":{"claims":{"sub":"s-1","scope":"clinic/self clinic/admin","exp":"1795339800","n":5}}}}
        """;

    private static readonly SourceGeneratorLambdaJsonSerializer<GatewayJson> Serializer = new();

    [Fact]
    public void A_proxy_event_is_read_whole()
    {
        var request = Read(Event);

        Assert.Equal(("/users/{id}", "/users/7", "GET"), (request.Resource, request.Path, request.HttpMethod));
        Assert.Equal("*/*", request.Headers["Accept"]);
        Assert.Equal(["1", "2"], request.MultiValueQueryStringParameters["a"]);
        Assert.Null(request.QueryStringParameters);
        Assert.Equal("7", request.PathParameters["id"]);
        Assert.Equal(("q", "/v1/users/7"), (request.RequestContext.RequestId, request.RequestContext.Path));
    }

    [Fact]
    public void Claims_are_the_text_ones_of_the_authorizer()
    {
        var authorizer = Read(Event).RequestContext.Authorizer;

        Assert.Equal(
            new Dictionary<string, string> { ["sub"] = "s-1", ["scope"] = "clinic/self clinic/admin", ["exp"] = "1795339800" },
            authorizer.Claims);
    }

    [Fact]
    public void Without_claims_there_are_none()
    {
        Assert.Empty(new APIGatewayCustomAuthorizerContext().Claims);
        Assert.Empty(new APIGatewayCustomAuthorizerContext { ["claims"] = "text" }.Claims);
        Assert.Null(Read("""{"requestContext":{}}""").RequestContext.Authorizer);
    }

    [Fact]
    public void Claims_can_be_set()
    {
        var authorizer = new APIGatewayCustomAuthorizerContext { Claims = new() { ["sub"] = "s" } };

        Assert.Equal("s", authorizer.Claims["sub"]);
    }

    [Fact]
    public void A_response_is_written_in_camel_case_without_its_nulls() => Assert.Equal(
        """{"statusCode":201,"headers":{"ETag":"\"1\""},"body":"{}","isBase64Encoded":false}""",
        Write(new APIGatewayProxyResponse
        {
            StatusCode = 201,
            Headers = new Dictionary<string, string> { ["ETag"] = "\"1\"" },
            Body = "{}",
        }));

    private static APIGatewayProxyRequest Read(string json) => Serializer.Deserialize<APIGatewayProxyRequest>(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    private static string Write(APIGatewayProxyResponse response)
    {
        using var output = new MemoryStream();
        Serializer.Serialize(response, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
