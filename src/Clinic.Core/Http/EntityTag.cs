using System.Globalization;
using Clinic.Core.Errors;

namespace Clinic.Core.Http;

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

    /// <exception cref="StaleVersionException">The version is none of them.</exception>
    public void Check(int version)
    {
        if (Tags is not null && !Tags.Contains(EntityTag.Of(version)))
            throw new StaleVersionException();
    }
}
