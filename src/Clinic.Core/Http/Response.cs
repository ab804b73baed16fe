using System.Text.Json;
using Clinic.Core.Json;

namespace Clinic.Core.Http;

/// <summary>A response, before the headers that every response has are added to it.</summary>
public sealed record Response(int Status, string? Body = null, string? ContentType = null)
{
    public IReadOnlyDictionary<string, string> Headers { get; init; } = NoHeaders;

    private static readonly Dictionary<string, string> NoHeaders = [];

    public static Response NoContent { get; } = new(204);

    public static Response Accepted { get; } = new(202);

    public static Response Ok<T>(T value) => Json(200, value);

    public static Response Ok<T>(T value, int version) => Ok(value).Tagged(version);

    public static Response Created<T>(string location, T value) => Json(201, value).With("Location", location);

    public static Response Json<T>(int status, T value) =>
        new(status, JsonSerializer.Serialize(value, ClinicJson.TypeOf<T>()), "application/json; charset=utf-8");

    public static Response AcceptedFor<T>(string location, T value) => Json(202, value).With("Location", location);

    public static Response Text(string mediaType, string text) => new(200, text, mediaType + "; charset=utf-8");

    /// <summary>With the entity tag of a resource that has versions.</summary>
    public Response Tagged(int version) => With("ETag", EntityTag.Of(this, version));

    /// <summary>Where it holds clinical text or a secret, nobody may keep it.</summary>
    public Response NotStoredIf(bool isConfidential) => isConfidential ? With("Cache-Control", CacheControl.NoStore) : this;

    internal Response WithoutBody(int status) => this with { Status = status, Body = null, ContentType = null };

    public Response With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };
}
