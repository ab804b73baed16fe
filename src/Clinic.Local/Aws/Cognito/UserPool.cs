using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;
using Microsoft.IdentityModel.Tokens;

namespace Clinic.Local.Aws.Cognito;

/// <summary>
/// Cognito's public operations on one user pool. Users, refresh tokens (hashed) and the signing key are files of the
/// given folder; without a folder they live as long as the pool.
/// </summary>
internal sealed class UserPool
{
    private readonly UserPoolSettings settings;
    private readonly SigningKey key;
    private readonly CustomAuthentication customAuthentication;
    private readonly TokenGrants tokens;
    private readonly SignUps signUps;
    private readonly SignOuts signOuts;
    private string? issuer;

    public UserPool(UserPoolSettings settings, TriggerInvocation invoke, SigningKey key, string? folder, TimeProvider time)
    {
        this.settings = settings;
        this.key = key;
        Keys = [key.Public];
        var accounts = new AccountStore(new Journal(PathIn(folder, "users.jsonl")));
        var refreshTokens = new RefreshTokenStore(new Journal(PathIn(folder, "refresh-tokens.jsonl")), time);
        var triggers = new Triggers(settings, invoke, time);
        TokenIssuer = new TokenIssuer(settings, key, time);
        tokens = new TokenGrants(settings, accounts, refreshTokens, triggers, TokenIssuer, () => Issuer, time);
        ClientCredentials = new ClientCredentials(settings.MachineClient, TokenIssuer, () => Issuer);
        customAuthentication = new CustomAuthentication(settings, accounts, new AuthSessions(settings, time), triggers, tokens);
        signUps = new SignUps(accounts, triggers, time);
        signOuts = new SignOuts(settings, refreshTokens, key, () => Issuer, time);
    }

    /// <summary>The pool whose files are in this folder, with a new signing key the first time.</summary>
    public static UserPool Open(UserPoolSettings settings, TriggerInvocation invoke, string? folder, TimeProvider time) =>
        new(settings, invoke, SigningKey.Load(PathIn(folder, "signing-key.pem")), folder, time);

    public UserPoolSettings Settings => settings;

    /// <summary>What signs the pool's tokens.</summary>
    public TokenIssuer TokenIssuer { get; }

    /// <summary>The pool's token endpoint for machine clients.</summary>
    public ClientCredentials ClientCredentials { get; }

    /// <summary>The <c>iss</c> of the pool's tokens; known once <see cref="PublishAt"/> was called.</summary>
    public string Issuer => issuer ?? throw new InvalidOperationException("The address of the user pool is not known yet.");

    /// <summary>What verifies the pool's tokens.</summary>
    public IReadOnlyCollection<SecurityKey> Keys { get; }

    /// <summary>The pool's key set document (RFC 7517).</summary>
    public JsonObject Jwks => key.ToJwks();

    /// <summary>Makes the issuer an address below that of the host's services.</summary>
    public void PublishAt(Uri servicesAddress) =>
        issuer = $"{servicesAddress.GetLeftPart(UriPartial.Authority)}/{settings.PoolId}";

    /// <summary>Answers one operation, or throws the <see cref="ServiceException"/> that Cognito would answer with.</summary>
    public Task<JsonObject> ExecuteAsync(string operation, JsonObject request, CancellationToken cancellation) => operation switch
    {
        "InitiateAuth" => InitiateAuthAsync(ForClient(request), cancellation),
        "GetTokensFromRefreshToken" => tokens.RefreshAsync(ForClient(request).RequiredString("RefreshToken"), cancellation),
        "RespondToAuthChallenge" => RespondToAuthChallengeAsync(ForClient(request), cancellation),
        "SignUp" => signUps.SignUpAsync(ForClient(request), cancellation),
        "RevokeToken" => Task.FromResult(signOuts.RevokeToken(ForClient(request).RequiredString("Token"))),
        "GlobalSignOut" => signOuts.GlobalSignOutAsync(request.RequiredString("AccessToken")),
        _ => throw new ServiceException("UnknownOperationException", $"The operation {operation} is not offered here."),
    };

    private Task<JsonObject> InitiateAuthAsync(JsonObject request, CancellationToken cancellation)
    {
        var parameters = request.StringMap("AuthParameters");
        return request.RequiredString("AuthFlow") switch
        {
            "CUSTOM_AUTH" => customAuthentication.BeginAsync(Parameter(parameters, "USERNAME"), cancellation),
            "REFRESH_TOKEN_AUTH" or "REFRESH_TOKEN" or "USER_SRP_AUTH" or "USER_PASSWORD_AUTH" or "USER_AUTH" or "ADMIN_NO_SRP_AUTH" or "ADMIN_USER_PASSWORD_AUTH" =>
                throw new ServiceException("InvalidParameterException", $"{request["AuthFlow"]} flow not enabled for this client"),
            _ => throw NotInSet("authFlow"),
        };
    }

    private Task<JsonObject> RespondToAuthChallengeAsync(JsonObject request, CancellationToken cancellation)
    {
        if (request.RequiredString("ChallengeName") != ChallengeResult.CustomChallenge)
            throw NotInSet("challengeName");
        var responses = request.StringMap("ChallengeResponses");
        return customAuthentication.AnswerAsync(
            Parameter(responses, "USERNAME"),
            request.RequiredString("Session"),
            Parameter(responses, "ANSWER"),
            request["ClientMetadata"] as JsonObject,
            cancellation);
    }

    private JsonObject ForClient(JsonObject request)
    {
        var client = request.RequiredString("ClientId");
        return client == settings.ClientId
            ? request
            : throw new ServiceException("ResourceNotFoundException", $"User pool client {client} does not exist.");
    }

    private static string Parameter(Dictionary<string, string> parameters, string name) =>
        parameters.GetValueOrDefault(name) is { Length: > 0 } value
            ? value
            : throw new ServiceException("InvalidParameterException", $"Missing required parameter {name}");

    private static ServiceException NotInSet(string member) => new(
        "InvalidParameterException",
        $"1 validation error detected: Value at '{member}' failed to satisfy constraint: Member must satisfy enum value set");

    private static string? PathIn(string? folder, string name) => folder is null ? null : Path.Combine(folder, name);
}
