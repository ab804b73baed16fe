using System.Net;

namespace Clinic.Local.Cli;

/// <summary>The addresses of this host's services as a container that sam started sees them.</summary>
internal sealed record SamEndpoints(string ContainerAddress, Uri Services, Uri DynamoDb)
{
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL_DYNAMODB"] = FromContainer(DynamoDb),
        ["AWS_ENDPOINT_URL_SECRETS_MANAGER"] = FromContainer(Services),
        ["AWS_ENDPOINT_URL_SES"] = FromContainer(Services),
        ["AWS_ENDPOINT_URL_S3"] = FromContainer(Services),
        ["AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"] = FromContainer(Services),
    };

    /// <summary>A loopback address means the container itself in there.</summary>
    private string FromContainer(Uri address)
    {
        var isLoopback = address.Host == "localhost" || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
        var url = isLoopback ? new UriBuilder(address) { Host = ContainerAddress }.Uri : address;
        return url.GetLeftPart(UriPartial.Authority);
    }
}
