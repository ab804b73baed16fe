using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.CognitoEvents;
using Amazon.Lambda.DynamoDBEvents;
using Amazon.Lambda.Serialization.SystemTextJson;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
[JsonSerializable(typeof(CognitoPreSignupEvent))]
[JsonSerializable(typeof(CognitoDefineAuthChallengeEvent))]
[JsonSerializable(typeof(CognitoCreateAuthChallengeEvent))]
[JsonSerializable(typeof(CognitoVerifyAuthChallengeEvent))]
[JsonSerializable(typeof(CognitoPreTokenGenerationV2Event))]
[JsonSerializable(typeof(DynamoDBEvent))]
[JsonSerializable(typeof(StreamsEventResponse))]
[JsonSerializable(typeof(List<string>))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(byte[]))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class EventsJson : JsonSerializerContext
{
    private static readonly SourceGeneratorLambdaJsonSerializer<EventsJson> Serializer = new();

    public static T Read<T>(string json)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return Serializer.Deserialize<T>(input);
    }

    public static string Write<T>(T value)
    {
        using var output = new MemoryStream();
        Serializer.Serialize(value, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    /// <summary>Reads the event and writes it again: nothing may be lost.</summary>
    public static void AssertRoundTrip<T>(string json)
    {
        var written = Write(Read<T>(json));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(written)), written);
    }
}
