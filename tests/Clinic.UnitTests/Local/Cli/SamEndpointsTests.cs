using Clinic.Local.Cli;
using Xunit;

namespace Clinic.UnitTests.Local.Cli;

public sealed class SamEndpointsTests
{
    [Fact]
    public void Loopback_addresses_become_the_containers_and_others_stay()
    {
        var endpoints = new SamEndpoints("172.17.0.1", new Uri("http://127.0.0.1:3001/"), new Uri("https://dynamodb.example.org/"));

        Assert.Equal("http://172.17.0.1:3001", endpoints.Variables["AWS_ENDPOINT_URL_SES"]);
        Assert.Equal("https://dynamodb.example.org", endpoints.Variables["AWS_ENDPOINT_URL_DYNAMODB"]);
    }
}
