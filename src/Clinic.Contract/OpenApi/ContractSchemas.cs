using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Clinic.Core.Care;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Sessions;
using Clinic.Core.Text;

namespace Clinic.Contract.OpenApi;

/// <summary>
/// The contract types as component schemas: their shape from the serializer's own metadata, their limits from the validators,
/// their descriptions from the doc comments.
/// </summary>
internal sealed class ContractSchemas
{
    private static readonly HashSet<Type> OpaqueIds =
        [typeof(SessionView), typeof(SessionSummary), typeof(AttendedSession), typeof(TaskView), typeof(InstrumentEdit), typeof(InstrumentView), typeof(InstrumentSummary), typeof(InstrumentItem)];
    private readonly SortedDictionary<string, JsonObject?> schemas = new(StringComparer.Ordinal);
    private readonly JsonSerializerOptions options = ClinicJson.Contracts.Options;
    private readonly JsonSchemaExporterOptions exporterOptions;

    public ContractSchemas() => exporterOptions = new JsonSchemaExporterOptions { TransformSchemaNode = Transform };

    /// <summary>A reference to the type's schema, which is added if it is missing.</summary>
    public JsonObject Of(Type type)
    {
        var name = Name(type);
        // Reserve the place first, so that a type that contains itself does not recurse for ever.
        if (schemas.TryAdd(name, null))
            schemas[name] = Describe(type);
        return SharedParts.Reference("schemas", name);
    }

    /// <summary>A reference to the schema of a JSON Merge Patch (RFC 7396) of the type: nothing is required, null removes.</summary>
    public JsonObject PatchOf(Type type)
    {
        var name = Name(type).Replace("Edit", "", StringComparison.Ordinal) + "Patch";
        if (schemas.TryAdd(name, null))
            schemas[name] = DescribePatch(type);
        return SharedParts.Reference("schemas", name);
    }

    public JsonObject Write() => new(schemas.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value)));

    private JsonObject Describe(Type type)
    {
        var schema = Export(type, out var required);
        if (required.Count > 0)
            schema["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);
        if (ContractRules.IsInput(type))
            schema["additionalProperties"] = false;
        else if (schema["properties"]!.AsObject().Count == 0)
            schema["additionalProperties"] = true; // a document of somebody else's form
        return schema;
    }

    private JsonObject DescribePatch(Type type)
    {
        var schema = Export(type, out var required);
        foreach (var (name, member) in schema["properties"]!.AsObject().ToList())
        {
            if (!required.Contains(name))
                schema["properties"]![name] = OrNull(member!.AsObject(), PropertyType(type, name));
        }
        schema["description"] = "A JSON Merge Patch (RFC 7396): what is left out stays as it is, null removes an optional member.";
        schema["additionalProperties"] = false;
        return schema;
    }

    private JsonObject Export(Type type, out List<string> required)
    {
        var exported = options.GetJsonSchemaAsNode(type, exporterOptions).AsObject();
        var properties = new JsonObject();
        required = [];
        // The metadata also lists the members that JSON leaves out; the exported schema does not.
        foreach (var property in options.GetTypeInfo(type).Properties.Where(property => exported["properties"]![property.Name] is not null))
        {
            var constraints = ContractRules.Of(type, ContractDocs.MemberName(property)).ToList();
            properties[property.Name] = Member(type, property, exported["properties"]![property.Name]!.DeepClone().AsObject(), constraints);
            if (constraints.Any(constraint => constraint.Required) || (!ContractRules.IsInput(type) && IsAlwaysThere(property)))
                required.Add(property.Name);
        }
        var result = new JsonObject { ["type"] = "object" };
        if (ContractDocs.OfType(type) is { } summary)
            result["description"] = summary;
        result["properties"] = properties;
        return result;
    }

    private JsonObject Member(Type type, JsonPropertyInfo property, JsonObject schema, IEnumerable<Constraint> constraints)
    {
        // The exporter loses what Transform makes of a type where a positional record's parameter has a default, and of a list's items.
        schema = OfValue(property.PropertyType) ?? schema;
        if (options.GetTypeInfo(property.PropertyType) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } && OfValue(element) is { } items)
            schema["items"] = items;
        schema.Remove("default"); // it is null, which says nothing in JSON
        foreach (var constraint in constraints)
        {
            if (ContractRules.IsInput(type))
                SchemaKeywords.Add(schema, constraint);
            else
                SchemaKeywords.AddNames(schema, constraint);
        }
        if (IsUuid(type, property.Name))
            schema["format"] = "uuid";
        if (ContractDocs.OfMember(type, ContractDocs.MemberName(property)) is { } description)
            schema["description"] = description;
        return schema;
    }

    /// <summary>A contract inside another is a reference, and an enum a list of names. Null is in no request and no response, so no type has it.</summary>
    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (context.Path.IsEmpty)
            return node;
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object)
            return Of(type);
        if (OfValue(type) is { } value)
            return value;
        if (node is JsonObject schema && schema["type"] is JsonArray types)
            schema["type"] = types.First(kind => kind!.GetValue<string>() != "null")!.DeepClone();
        return node;
    }

    /// <summary>The schema of a value that has a converter of its own.</summary>
    private JsonObject? OfValue(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (options.GetTypeInfo(type).Converter is INamedValues named)
            return new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. named.Names.Select(name => JsonValue.Create(name))]) };
        return type == typeof(DateTimeOffset) ? new JsonObject { ["type"] = "string", ["format"] = "date-time" } : null;
    }

    private JsonObject OrNull(JsonObject schema, Type type)
    {
        if (schema.ContainsKey("$ref"))
            return new JsonObject { ["anyOf"] = new JsonArray(PatchOf(type), new JsonObject { ["type"] = "null" }) };
        schema["type"] = new JsonArray(schema["type"]!.DeepClone(), "null");
        (schema["enum"] as JsonArray)?.Add((JsonNode?)null);
        return schema;
    }

    private Type PropertyType(Type type, string name) => options.GetTypeInfo(type).Properties.First(property => property.Name == name).PropertyType;

    private static bool IsAlwaysThere(JsonPropertyInfo property) =>
        property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is null : !property.IsGetNullable;

    private static bool IsUuid(Type type, string name) => name is "userId" or "thanatologistId" || (name == "id" && !OpaqueIds.Contains(type));

    private static string Name(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ListView<>)
        ? type.GetGenericArguments()[0].Name.Replace("Summary", "", StringComparison.Ordinal).Replace("View", "", StringComparison.Ordinal) + "List"
        : type.Name;
}

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
        Add(schema, "minItems", constraint.MinItems);
        Add(schema, "maxItems", constraint.MaxItems);
        Add(schema, "default", constraint.Default);
    }

    /// <summary>What also holds for values in responses: the vocabulary and the format. Lengths are limited in requests only.</summary>
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
