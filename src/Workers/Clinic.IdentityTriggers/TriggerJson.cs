using System.Text.Json.Serialization;
using Amazon.Lambda.CognitoEvents;

namespace Clinic.IdentityTriggers;

/// <summary>The part of a trigger event that says which trigger it is.</summary>
internal sealed record TriggerHead([property: JsonPropertyName("triggerSource")] string? TriggerSource);

[JsonSerializable(typeof(TriggerHead))]
[JsonSerializable(typeof(CognitoPreSignupEvent))]
[JsonSerializable(typeof(CognitoDefineAuthChallengeEvent))]
[JsonSerializable(typeof(CognitoCreateAuthChallengeEvent))]
[JsonSerializable(typeof(CognitoVerifyAuthChallengeEvent))]
[JsonSerializable(typeof(CognitoPreTokenGenerationV2Event))]
internal sealed partial class TriggerJson : JsonSerializerContext;
