using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Cognito;

/// <summary>
/// The CUSTOM_AUTH flow: the triggers decide which challenge comes next and when it is enough. An unknown user name
/// takes the same way, with <c>userNotFound</c> in the events, and gets no tokens whatever the triggers say.
/// </summary>
internal sealed class CustomAuthentication(
    UserPoolSettings settings, AccountStore accounts, AuthSessions sessions, Triggers triggers, TokenGrants tokens)
{
    public async Task<JsonObject> BeginAsync(string username, CancellationToken cancellation)
    {
        var account = accounts.Find(username);
        if (account is null && !settings.PreventUserExistenceErrors)
            throw new ServiceException("UserNotFoundException", "User does not exist.");
        if (account is { Confirmed: false })
            throw new ServiceException("UserNotConfirmedException", "User is not confirmed.");
        // InitiateAuth does not hand its ClientMetadata on to these triggers.
        return await AdvanceAsync(new AuthSession(username, account, []), clientMetadata: null, cancellation);
    }

    public async Task<JsonObject> AnswerAsync(
        string username, string handle, string answer, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        var session = sessions.Take(handle, username);
        var verdict = await triggers.VerifyAuthChallengeAsync(session, answer, clientMetadata, cancellation);
        return await AdvanceAsync(session.Answered(verdict.IsTrue("answerCorrect")), clientMetadata, cancellation);
    }

    private async Task<JsonObject> AdvanceAsync(AuthSession session, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        var decision = await triggers.DefineAuthChallengeAsync(session, clientMetadata, cancellation);
        if (decision.IsTrue("failAuthentication"))
            throw Refused();
        if (decision.IsTrue("issueTokens"))
            return await tokens.SignInAsync(session.Account ?? throw Refused(), clientMetadata, cancellation);
        if (decision.OptionalString("challengeName") != ChallengeResult.CustomChallenge)
            throw new ServiceException("InvalidLambdaResponseException", "DefineAuthChallenge named no challenge that is supported.");
        return await ChallengeAsync(session, clientMetadata, cancellation);
    }

    private async Task<JsonObject> ChallengeAsync(AuthSession session, JsonObject? clientMetadata, CancellationToken cancellation)
    {
        var challenge = await triggers.CreateAuthChallengeAsync(session, clientMetadata, cancellation);
        var parameters = TriggerResponse.StringMap(challenge, "publicChallengeParameters");
        parameters["USERNAME"] = session.Username;
        var handle = sessions.Add(session with
        {
            PrivateParameters = TriggerResponse.StringMap(challenge, "privateChallengeParameters"),
            Metadata = challenge["challengeMetadata"]?.ToString(),
        });
        return new JsonObject
        {
            ["ChallengeName"] = ChallengeResult.CustomChallenge,
            ["ChallengeParameters"] = parameters,
            ["Session"] = handle,
        };
    }

    private static ServiceException Refused() => new("NotAuthorizedException", "Incorrect username or password.");
}
