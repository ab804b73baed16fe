using System.Text.Json;
using System.Text.Json.Nodes;
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
