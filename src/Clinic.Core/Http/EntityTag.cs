using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clinic.Core.Errors;

namespace Clinic.Core.Http;

/// <summary>
/// Entity tags (RFC 9110, section 8.8.3): the version of a resource that has versions, and a digest of what this caller is shown of it, in
/// this media type. A change is conditional on the version alone, a read on the whole tag. docs/adr/0048.
/// </summary>
public static class EntityTag
{
    private const int DigestLength = 12;

    public static string Of(Response response) => $"\"{Digest(response)}\"";

    public static string Of(Response response, int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}-{Digest(response)}\"");

    /// <summary>The precondition of an <c>If-Match</c> field, which is <c>*</c> or a list of tags; strong comparison, so a weak tag never matches.</summary>
    public static VersionCondition ReadIfMatch(string? field) =>
        field is null || field.Trim() == "*"
            ? VersionCondition.Any
            : new VersionCondition([.. field.Split(',', StringSplitOptions.TrimEntries).Select(VersionOf)]);

    /// <summary>Whether an <c>If-None-Match</c> field has this tag, by weak comparison, or is <c>*</c>.</summary>
    public static bool IsIn(string? field, string tag) =>
        field is not null && (field.Trim() == "*" || field.Split(',', StringSplitOptions.TrimEntries).Any(known => (known.StartsWith("W/", StringComparison.Ordinal) ? known[2..] : known) == tag));

    /// <summary>Null for what is no strong tag.</summary>
    private static string? VersionOf(string tag) => tag is ['"', .. var opaque, '"'] ? opaque.Split('-')[0] : null;

    private static string Digest(Response response) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{response.ContentType}\n{response.Body}")).AsSpan(0, DigestLength));
}

/// <summary>The versions that a change may be applied to.</summary>
public sealed record VersionCondition(IReadOnlyList<string?>? Versions)
{
    public static VersionCondition Any { get; } = new((IReadOnlyList<string?>?)null);

    public static VersionCondition Only(int version) => new([version.ToString(CultureInfo.InvariantCulture)]);

    /// <exception cref="StaleVersionException">The version is not one of them.</exception>
    public void Check(int version)
    {
        if (Versions is not null && !Versions.Contains(version.ToString(CultureInfo.InvariantCulture)))
            throw new StaleVersionException();
    }
}
