using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Clinic.Core.Errors;
using Clinic.Core.Json;

namespace Clinic.Core.Http;

/// <summary>Reads JSON bodies strictly; every refusal names the member.</summary>
internal static class RequestBody
{
    public static T Parse<T>(byte[] body) where T : class
    {
        var type = RequestJson.TypeOf<T>();
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw new InvalidInputException("body", "must be a JSON object");
        }
        catch (JsonException error)
        {
            throw JsonRefusal.Of(error, type);
        }
    }

    /// <summary>JSON Merge Patch (RFC 7396) on the contract's own JSON, so that a patch obeys the contract's rules.</summary>
    public static T Merge<T>(T current, byte[] patch) where T : class
    {
        // A patch has the contract's shape: reading it names what is unknown, double or of a wrong type. Its values are taken as they are
        // read then; only the nulls, which are missing there, are those of the patch itself.
        var values = JsonSerializer.SerializeToNode(Parse<T>(patch), ClinicJson.TypeOf<T>())!.AsObject();
        var target = JsonSerializer.SerializeToNode(current, ClinicJson.TypeOf<T>())!.AsObject();
        Apply(JsonNode.Parse(patch)!.AsObject(), values, target);
        return target.Deserialize(ClinicJson.TypeOf<T>())!;
    }

    private static void Apply(JsonObject changes, JsonObject values, JsonObject target)
    {
        foreach (var (name, value) in changes)
        {
            if (value is null)
                target.Remove(name);
            else if (value is JsonObject inner && target[name] is JsonObject existing)
                Apply(inner, values[name]!.AsObject(), existing);
            else
                target[name] = values[name]!.DeepClone();
        }
    }
}

/// <summary>Says what is wrong with a JSON body in the words of the contract: the member's path, and what it must be.</summary>
internal static partial class JsonRefusal
{
    public static InvalidInputException Of(JsonException error, JsonTypeInfo type)
    {
        if (error.InnerException is JsonException)
            return new InvalidInputException("body", "is not valid JSON (RFC 8259)");
        var (field, found, unknown) = Resolve((error.Path ?? "$")[1..], type);
        if (unknown is not null && unknown.Contains('\ufffd'))
            return Unreadable(field);
        if (unknown is not null)
            return new InvalidInputException(field.Length == 0 ? unknown : $"{field}.{unknown}", "is not a member of this request");
        if (error is RefusedValueException)
            return new InvalidInputException(field, error.Message);
        if (error.InnerException is InvalidOperationException && type.Options.GetTypeInfo(found).Kind == JsonTypeInfoKind.Object)
            return Unreadable(field);
        if (error.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
            return new InvalidInputException(field, "is given more than once");
        return field.Length == 0
            ? new InvalidInputException("body", "must be a JSON object")
            : new InvalidInputException(field, "must be " + Describe(Nullable.GetUnderlyingType(found) ?? found, type.Options));
    }

    private static InvalidInputException Unreadable(string field) =>
        new(field.Length == 0 ? "body" : field, "has a member whose name is unreadable: it is no Unicode text");

    /// <summary>
    /// Follows a path such as <c>.children[0].gender</c> through the contract. The parser quotes odd names in it without
    /// escaping, so only the contract can tell where a name ends: what it does not know is the unknown member, as it stands.
    /// </summary>
    private static (string Field, Type Found, string? Unknown) Resolve(string path, JsonTypeInfo root)
    {
        var (field, found) = ("", root.Type);
        while (path.Length > 0)
        {
            var info = root.Options.GetTypeInfo(found);
            if (Index().Match(path) is { Success: true } index && info.ElementType is { } element)
            {
                (field, found, path) = (field + index.Value, element, path[index.Length..]);
            }
            else if (Name().Match(path) is { Success: true } name && info.Properties.FirstOrDefault(member => member.Name == name.Value[1..]) is { } member)
            {
                (field, found, path) = (field.Length == 0 ? member.Name : $"{field}.{member.Name}", member.PropertyType, path[name.Length..]);
            }
            else
            {
                return (field, found, Unquoted(path));
            }
        }
        return (field, found, null);
    }

    private static string Unquoted(string path) =>
        path.StartsWith("['", StringComparison.Ordinal) && path.EndsWith("']", StringComparison.Ordinal) ? path[2..^2] : path.TrimStart('.');

    private static string Describe(Type type, JsonSerializerOptions options) => type switch
    {
        _ when type == typeof(string) => "text",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => "a whole number",
        _ when type == typeof(decimal) => "a number",
        _ when type == typeof(DateOnly) => "a date such as 2026-11-22",
        _ when type == typeof(DateTimeOffset) => "a time such as 2026-11-22T18:30:00Z",
        { IsEnum: true } => "one of " + string.Join(", ", ((INamedValues)options.GetTypeInfo(type).Converter).Names),
        _ when options.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable => "an array",
        _ => "an object",
    };

    [GeneratedRegex(@"^\[\d+\]")]
    private static partial Regex Index();

    [GeneratedRegex(@"^\.\w+")]
    private static partial Regex Name();
}
