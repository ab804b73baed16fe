using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.EndToEndTests.Contract;

namespace Clinic.EndToEndTests.Robustness;

/// <summary>Values that a schema allows, and such as differ in one place from what it allows.</summary>
/// <param name="known">Values of members that name something that has to exist, by the member's name.</param>
internal sealed class SchemaValues(DocumentedApi api, Random random, IReadOnlyDictionary<string, string> known)
{
    /// <summary>One letter of each kind that texts are made of; a text begins and ends with the first.</summary>
    private static readonly string[] Letters = ["a", "ñ", "Á", "9", " ", "'", "\"", "-", "ß", "語", "😀", "<", "&", "\\", "/"];

    private static readonly JsonNode?[] OfEachType = [null, true, 7, 1.5m, "x", new JsonArray(), new JsonObject()];

    public JsonNode? Valid(JsonNode schema, string name = "")
    {
        schema = api.Follow(schema);
        if (schema["anyOf"] is JsonArray alternatives)
            return Valid(Pick(alternatives)!, name);
        if (schema["enum"] is JsonArray values)
            return Pick(values)?.DeepClone();
        return Pick(TypesOf(schema)) switch
        {
            "object" => ValidObject(schema),
            "array" => new JsonArray([.. Enumerable.Range(0, Count(schema)).Select(_ => Valid(schema["items"]!, name))]),
            "integer" => random.Next((int)(Limit(schema, "minimum") ?? -1000), (int)(Limit(schema, "maximum") ?? 1000) + 1),
            "number" => Math.Round((decimal)random.NextDouble() * (Limit(schema, "maximum") ?? 1000), 2),
            "boolean" => random.Next(2) == 0,
            "null" => null,
            _ => ValidText(schema, name),
        };
    }

    /// <summary>Everything that is wrong in one place alone, said in words; a member that is not there is put there for it.</summary>
    public IEnumerable<(string What, JsonNode? Value)> Invalid(JsonNode schema, JsonNode? valid)
    {
        schema = api.Follow(schema);
        var types = TypesOf(schema);
        foreach (var other in OfEachType.Where(other => !types.Contains(TypeOf(other)) && !(TypeOf(other) == "integer" && types.Contains("number"))))
            yield return ($"is of type {TypeOf(other)}", other?.DeepClone());
        if (schema["anyOf"] is JsonArray alternatives)
            schema = api.Follow(alternatives[0]!);
        var inside = TypesOf(schema)[0] switch
        {
            "object" => InvalidObjects(schema, valid as JsonObject ?? (JsonObject)ValidObject(schema)),
            "array" => InvalidArrays(schema),
            "string" => InvalidTexts(schema),
            "integer" or "number" => InvalidNumbers(schema),
            _ => [],
        };
        foreach (var fault in inside)
            yield return fault;
    }

    public T Pick<T>(IList<T> values) => values[random.Next(values.Count)];

    /// <summary>Three items at most, if more are not needed.</summary>
    private int Count(JsonNode schema)
    {
        var least = (int)(Limit(schema, "minItems") ?? 0);
        return random.Next(least, Math.Max(least, (int)Math.Min(3, Limit(schema, "maxItems") ?? 3)) + 1);
    }

    private JsonObject ValidObject(JsonNode schema)
    {
        var required = Names(schema);
        return new JsonObject((schema["properties"]?.AsObject() ?? [])
            .Where(property => required.Contains(property.Key) || random.Next(3) == 0)
            .Select(property => KeyValuePair.Create(property.Key, Valid(property.Value!, property.Key))));
    }

    private IEnumerable<(string, JsonNode?)> InvalidObjects(JsonNode schema, JsonObject valid)
    {
        foreach (var name in Names(schema))
        {
            var without = valid.DeepClone().AsObject();
            without.Remove(name);
            yield return ($"has no {name}", without);
        }
        if (schema["additionalProperties"] is JsonValue)
            yield return ("has an unknown member", valid.DeepClone().AsObject().With("unknown", Pick(OfEachType)?.DeepClone()));
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            // A null says no more than that the member is left out.
            foreach (var (what, value) in Invalid(property!, valid[name]).Where(fault => fault.Value is not null || Names(schema).Contains(name)))
                yield return ($"{name} {what}", valid.DeepClone().AsObject().With(name, value));
        }
    }

    private IEnumerable<(string, JsonNode?)> InvalidArrays(JsonNode schema)
    {
        if (Limit(schema, "minItems") is > 0 and var least)
            yield return ("has too few items", new JsonArray([.. Enumerable.Range(0, (int)least - 1).Select(_ => Valid(schema["items"]!))]));
        if (Limit(schema, "maxItems") is { } most)
            yield return ("has too many items", new JsonArray([.. Enumerable.Range(0, (int)most + 1).Select(_ => Valid(schema["items"]!))]));
        foreach (var (what, item) in Invalid(schema["items"]!, null))
            yield return ($"has an item that {what}", new JsonArray(item));
    }

    private static IEnumerable<(string, JsonNode?)> InvalidTexts(JsonNode schema)
    {
        if (Limit(schema, "minLength") is > 0 and var least)
            yield return ("is too short", new string('a', (int)least - 1));
        if (Limit(schema, "maxLength") is { } most)
            yield return ("is too long", schema["format"]?.ToString() == "email" ? new string('a', (int)most) + "@example.org" : new string('a', (int)most + 1));
        if (schema["pattern"] is not null)
            yield return ("is not of the pattern", "  ");
        if (schema["format"] is { } format)
            yield return ($"is no {format}", "x");
        if (schema["enum"] is not null)
            yield return ("is none of those", "none of those");
    }

    private static IEnumerable<(string, JsonNode?)> InvalidNumbers(JsonNode schema)
    {
        if (Limit(schema, "minimum") is { } least)
            yield return ("is too small", least - 1);
        if (Limit(schema, "maximum") is { } most)
            yield return ("is too large", most + 1);
    }

    private string ValidText(JsonNode schema, string name)
    {
        if (known.TryGetValue(name, out var value))
            return value;
        return (schema["format"]?.ToString(), schema["pattern"]?.ToString()) switch
        {
            ("uuid", _) => Bodies.Id(),
            ("email", _) => Bodies.Email(),
            ("date", _) => new DateOnly(1950, 1, 1).AddDays(random.Next(29_000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ("date-time", _) => new DateTime(2025, 1, 1).AddDays(random.Next(4_000)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            (_, null or "\\S") => AnyText(schema),
            (_, "^[0-9]{5}$") => random.Next(10_000, 100_000).ToString(CultureInfo.InvariantCulture),
            (_, "^[0-9]{10}$") => random.NextInt64(1_000_000_000, 10_000_000_000).ToString(CultureInfo.InvariantCulture),
            (_, "^[0-9]{5,10}$") => random.NextInt64(10_000, 10_000_000_000).ToString(CultureInfo.InvariantCulture),
            (_, "^\\+?[0-9]{3,15}$") => Pick(["911", "5512345678", "+525512345678"]),
            (_, "^[a-z0-9][a-z0-9-]{0,39}$") => Pick(["q1", "q2", "3-b"]),
            (_, "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$") => Pick(["es", "es-MX"]),
            (_, "^[0-9A-Fa-f]{64}$") => Convert.ToHexString(Encoding.UTF8.GetBytes(Bodies.Id())[..32]),
            (_, "^([01][0-9]|2[0-3]):[0-5][0-9]$") => Clock(24),
            (_, "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$") => Clock(25),
            (_, "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00|[0-9]{4}-[0-9]{2}-[0-9]{2})$") => random.Next(2) == 0 ? Clock(25) : new DateOnly(2030, 1, 1).AddDays(random.Next(700)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            (_, "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$") => new DateOnly(1950, 1, 1).AddDays(random.Next(29_000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)[..Pick([4, 7, 10])],
            var (_, pattern) => throw new InvalidOperationException($"There is no example of {pattern} here."),
        };
    }

    /// <summary>A full hour before this one.</summary>
    private string Clock(int end) => random.Next(end).ToString("00", CultureInfo.InvariantCulture) + ":00";

    private string AnyText(JsonNode schema)
    {
        var (least, most) = ((int)(Limit(schema, "minLength") ?? 0), (int)(Limit(schema, "maxLength") ?? 100));
        var length = random.Next(8) == 0 ? most : random.Next(Math.Max(1, least), Math.Min(most, least + 20) + 1);
        return string.Concat(Enumerable.Range(0, length).Select(at => at == 0 || at == length - 1 ? Letters[0] : Pick(Letters)));
    }

    private static string[] TypesOf(JsonNode schema)
    {
        if (schema["anyOf"] is JsonArray alternatives)
            return [.. alternatives.Select(alternative => alternative!["type"]?.ToString() ?? "object")];
        return schema["type"] is JsonArray types ? [.. types.Select(type => type!.ToString())] : [schema["type"]!.ToString()];
    }

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonArray => "array",
        JsonObject => "object",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
            _ => "boolean",
        },
    };

    private static decimal? Limit(JsonNode schema, string keyword) => schema[keyword] is { } limit ? decimal.Parse(limit.ToJsonString(), CultureInfo.InvariantCulture) : null;

    private static IReadOnlyList<string> Names(JsonNode schema) => [.. schema["required"]?.AsArray().Select(name => name!.ToString()) ?? []];
}
