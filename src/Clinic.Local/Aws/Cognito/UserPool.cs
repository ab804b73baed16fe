using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Template;
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

    /// <summary>Handles one operation, or throws the <see cref="ServiceException"/> with which Cognito would respond.</summary>
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

/// <summary>The public documents of a user pool: its keys (RFC 7517) and its OpenID configuration.</summary>
internal sealed class UserPoolDocuments(UserPool pool)
{
    private readonly PathString root = $"/{pool.Settings.PoolId}/.well-known";

    public bool Owns(PathString path) => path.StartsWithSegments(root, StringComparison.Ordinal);

    public Task AnswerAsync(HttpContext context)
    {
        context.Request.Path.StartsWithSegments(root, StringComparison.Ordinal, out var document);
        var answer = document.Value switch
        {
            "/jwks.json" => pool.Jwks,
            "/openid-configuration" => Configuration(),
            _ => null,
        };
        if (answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private JsonObject Configuration() => new()
    {
        ["issuer"] = pool.Issuer,
        ["jwks_uri"] = pool.Issuer + "/.well-known/jwks.json",
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["response_types_supported"] = new JsonArray("code", "token"),
        ["scopes_supported"] = new JsonArray("openid"),
        ["subject_types_supported"] = new JsonArray("public"),
    };
}

/// <summary>A user pool with its public app client, as template.yaml defines them.</summary>
internal sealed record UserPoolSettings(
    string PoolId,
    string Region,
    string ClientId,
    TimeSpan AccessTokenLife,
    TimeSpan IdTokenLife,
    TimeSpan RefreshTokenLife,
    TriggerFunctions Triggers)
{
    /// <summary>The app client of the client credentials grant, if the template has one.</summary>
    public MachineClient? MachineClient { get; init; }

    /// <summary>Every app client of the pool.</summary>
    public IReadOnlyList<string> ClientIds => MachineClient is null ? [ClientId] : [ClientId, MachineClient.Id];

    /// <summary>ENABLED in the template: an unknown user passes the triggers like any other, and is refused at the end.</summary>
    public bool PreventUserExistenceErrors { get; init; } = true;

    public bool EnableTokenRevocation { get; init; } = true;

    /// <summary>How long a refresh token still works after it was exchanged for another one; null when tokens are not rotated.</summary>
    public TimeSpan? RotationGrace { get; init; }

    /// <summary>AuthSessionValidity: how long a challenge waits for its answer.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Cognito allows 5 s. On a developer's machine requests queue for few processes, so more is allowed here.</summary>
    public TimeSpan TriggerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The number of challenges that may wait at the same time. Beyond it the oldest are dropped.</summary>
    public int MaxSessions { get; init; } = 10_000;
}
