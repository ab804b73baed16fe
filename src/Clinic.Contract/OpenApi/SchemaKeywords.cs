using System.Text.Json.Nodes;
using Clinic.Core.Text;

namespace Clinic.Contract.OpenApi;

/// <summary>A constraint in JSON Schema's words.</summary>
internal static class SchemaKeywords
{
    public static void Add(JsonObject schema, Constraint constraint)
    {
        AddNames(schema, constraint);
        Add(schema, "minLength", constraint.MinLength);
        Add(schema, "maxLength", constraint.MaxLength);
        Add(schema, "pattern", constraint.Pattern);
        Add(schema, "minimum", constraint.Minimum);
        Add(schema, "maximum", constraint.Maximum);
        Add(schema, "maxItems", constraint.MaxItems);
        Add(schema, "default", constraint.Default);
    }

    /// <summary>What holds of values in answers too: the vocabulary and the format. Lengths are the business of input.</summary>
    public static void AddNames(JsonObject schema, Constraint constraint)
    {
        Add(schema, "format", constraint.Format);
        if (constraint.Values.Count > 0)
            schema["enum"] = new JsonArray([.. constraint.Values.Select(value => JsonValue.Create(value))]);
    }

    private static void Add(JsonObject schema, string keyword, string? value)
    {
        if (value is not null)
            schema[keyword] = value;
    }

    private static void Add(JsonObject schema, string keyword, decimal? value)
    {
        if (value is not null)
            schema[keyword] = value;
    }
}
