using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.Cognito;

/// <summary>One answered challenge, as triggers see it in <c>request.session</c>.</summary>
internal sealed record ChallengeResult(string Name, bool Correct, string? Metadata)
{
    public const string CustomChallenge = "CUSTOM_CHALLENGE";

    public static JsonArray ToJson(IEnumerable<ChallengeResult> results) => new([.. results.Select(result => new JsonObject
    {
        ["challengeName"] = result.Name,
        ["challengeResult"] = result.Correct,
        ["challengeMetadata"] = result.Metadata,
    })]);
}
