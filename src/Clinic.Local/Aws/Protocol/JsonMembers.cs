using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Clinic.Local.Aws.Protocol;

/// <summary>Reads members of a service's JSON request; a member of the wrong type is a SerializationException, as at AWS.</summary>
internal static class JsonMembers
{
    extension(JsonObject source)
    {
        public string? OptionalString(string name) => source[name] switch
        {
            null => null,
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            _ => throw WrongType(name),
        };

        public string RequiredString(string name) => source.OptionalString(name) is { Length: > 0 } text ? text : throw Missing(name);

        public bool IsTrue(string name) => source[name]?.GetValueKind() == JsonValueKind.True;

        /// <summary>A map of strings, empty when it is absent.</summary>
        public Dictionary<string, string> StringMap(string name) => source[name] switch
        {
            null => [],
            JsonObject map => map.ToDictionary(pair => pair.Key, pair => map.OptionalString(pair.Key) ?? ""),
            _ => throw WrongType(name),
        };

        /// <summary>A list of <c>{Name, Value}</c> pairs as a map, null when it is absent.</summary>
        public Dictionary<string, string>? NameValueList(string name)
        {
            if (source[name] is null)
                return null;
            if (source[name] is not JsonArray list)
                throw WrongType(name);
            var map = new Dictionary<string, string>();
            foreach (var entry in list)
            {
                if (entry is not JsonObject pair)
                    throw WrongType(name);
                map[pair.RequiredString("Name")] = pair.OptionalString("Value") ?? "";
            }

            return map;
        }
    }

    public static JsonObject ToJson(IEnumerable<KeyValuePair<string, string>> map) =>
        new(map.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));

    private static ServiceException WrongType(string name) =>
        new("SerializationException", $"The member {name} has the wrong type.");

    private static ServiceException Missing(string name) => new(
        "InvalidParameterException",
        $"1 validation error detected: Value at '{char.ToLowerInvariant(name[0])}{name[1..]}' failed to satisfy constraint: "
        + "Member must not be null");
}

/// <summary>JSON trees without reflection.</summary>
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
internal sealed partial class JsonNodeContext : JsonSerializerContext;
