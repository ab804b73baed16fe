namespace Clinic.Core.Http;

/// <summary>UUIDs (RFC 9562) as the API writes them: lower case, with hyphens. They are read in any letter case.</summary>
public static class Identifier
{
    public static string New(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString();

    /// <summary>Reads what a validator has let through.</summary>
    public static string Parse(string text) => Guid.ParseExact(text, "D").ToString();

    public static bool TryParse(string? text, out string id)
    {
        id = Guid.TryParseExact(text, "D", out var guid) ? guid.ToString() : "";
        // The parser overlooks blanks around an id.
        return id.Length > 0 && id.Equals(text, StringComparison.OrdinalIgnoreCase);
    }
}
