using System.Globalization;
using System.Text.Json;
using Clinic.Core.Errors;
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

    public static Response Ok<T>(T value, int version) => Json(200, value).With("ETag", EntityTag.Of(version));

    public static Response Created<T>(string location, T value) => Json(201, value).With("Location", location);

    public static Response Json<T>(int status, T value) =>
        new(status, JsonSerializer.Serialize(value, ClinicJson.TypeOf<T>()), "application/json; charset=utf-8");

    public static Response AcceptedFor<T>(string location, T value) => Json(202, value).With("Location", location);

    public static Response Text(string mediaType, string text) => new(200, text, mediaType + "; charset=utf-8");

    public Response With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };
}

/// <summary>Entity tags (RFC 9110, section 8.8.3): the quoted version of a resource.</summary>
public static class EntityTag
{
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The precondition of an <c>If-Match</c> field, which is <c>*</c> or a list of tags; strong comparison, so a weak tag never matches.</summary>
    public static VersionCondition ReadIfMatch(string? field) =>
        field is null || field.Trim() == "*"
            ? VersionCondition.Any
            : new VersionCondition([.. field.Split(',', StringSplitOptions.TrimEntries)]);
}

/// <summary>The versions that a change may be applied to.</summary>
public sealed record VersionCondition(IReadOnlyList<string>? Tags)
{
    public static VersionCondition Any { get; } = new((IReadOnlyList<string>?)null);

    /// <exception cref="StaleVersionException">The version is not one of them.</exception>
    public void Check(int version)
    {
        if (Tags is not null && !Tags.Contains(EntityTag.Of(version)))
            throw new StaleVersionException();
    }
}
