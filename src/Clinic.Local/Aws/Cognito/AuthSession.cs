using System.Text.Json.Nodes;

namespace Clinic.Local.Aws.Cognito;

/// <summary>
/// A custom authentication under way: the challenges answered so far and the one that waits. The account is null for
/// a user name that does not exist, which goes the same way until the end.
/// </summary>
internal sealed record AuthSession(
    string Username,
    Account? Account,
    IReadOnlyList<ChallengeResult> Results,
    JsonObject? PrivateParameters = null,
    string? Metadata = null)
{
    public JsonObject UserAttributes => Account?.ToUserAttributes() ?? [];

    public AuthSession Answered(bool correct) => this with
    {
        Results = [.. Results, new ChallengeResult(ChallengeResult.CustomChallenge, correct, Metadata)],
        PrivateParameters = null,
        Metadata = null,
    };
}
