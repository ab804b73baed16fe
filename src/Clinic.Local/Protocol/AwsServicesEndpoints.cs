using Clinic.Local.Identity;

namespace Clinic.Local.Protocol;

/// <summary>Puts the AWS services on the routes of their address: <c>POST /</c>, and the user pool's documents.</summary>
internal static class AwsServicesEndpoints
{
    public static void MapAwsServices(this IEndpointRouteBuilder routes, AwsServices services)
    {
        routes.MapPost("/", services.AnswerAsync);
        routes.MapUserPool(services.Pool);
    }
}
