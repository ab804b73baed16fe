using Clinic.Core.Errors;
using Clinic.Core.Http;

namespace Clinic.Info;

/// <summary>What anybody may know of the API: its name, its document, and whether it works. It has no right but to read one key of one table.</summary>
public sealed class InfoApi(StackDocument document, Func<Task> readDatabase)
{
    /// <summary>The version of the contract.</summary>
    public const string Version = "3.1.0";

    public static IReadOnlyList<Route<InfoApi>> Routes { get; } =
    [
        new("GET", "/", [], (_, request) => Task.FromResult(About(request)))
        {
            Summary = "What this API is, and where its documents are", Response = typeof(ApiView), Caching = CacheControl.OneMinute,
        },
        new("GET", "/openapi.json", [], (api, request) => Task.FromResult(api.Document(request)))
        {
            Summary = "The OpenAPI document of this stack",
            Remarks = "This document, with the stack's own address as its server.",
            Response = typeof(OpenApiView), Caching = CacheControl.OneMinute,
        },
        new("GET", "/health", [], (api, _) => api.HealthAsync())
        {
            Summary = "Whether the API works",
            Remarks = "It does when the database answers. Otherwise 503.",
            Response = typeof(HealthView), Caching = CacheControl.OneMinute,
        },
    ];

    private static Response About(Request request)
    {
        var openApi = request.BaseAddress + "/openapi.json";
        return Response.Ok(new ApiView("Clinic", Version, openApi + "#/info/description", openApi));
    }

    private Response Document(Request request) => Response.Text(MediaTypes.Json, document.At(request.BaseAddress));

    private async Task<Response> HealthAsync()
    {
        try
        {
            await readDatabase();
        }
        catch (Exception cause)
        {
            throw new BusyException(cause);
        }
        return Response.Ok(new HealthView("ok"));
    }
}
