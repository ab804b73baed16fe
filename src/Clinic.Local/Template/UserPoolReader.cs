namespace Clinic.Local.Template;

/// <summary>AWS::Cognito::UserPool with its client and resource server.</summary>
internal static class UserPoolReader
{
    public static UserPoolDefinition? Read(TemplateDocument document)
    {
        if (document.OfType("AWS::Cognito::UserPool").FirstOrDefault() is not { } poolId)
            return null;
        var clients = document.OfType("AWS::Cognito::UserPoolClient").ToLookup(id => IsMachine(document.Properties(id)));
        var clientId = clients[false].FirstOrDefault()
            ?? throw new SetupException($"template.yaml, {poolId}: the user pool has no client.");
        var triggers = document.Properties(poolId).Section("LambdaConfig");
        var client = document.Properties(clientId);
        return new UserPoolDefinition(
            document.Ids.Reference(poolId),
            document.Ids.Reference(clientId),
            Triggers(document, triggers),
            triggers?.Section("PreTokenGenerationConfig")?.Text("LambdaVersion") ?? "V1_0",
            Life(client, "AccessToken", "hours", 1),
            Life(client, "IdToken", "hours", 1),
            Life(client, "RefreshToken", "days", 30),
            RotationGrace(client.Section("RefreshTokenRotation")),
            client.Texts("ExplicitAuthFlows"),
            [.. document.OfType("AWS::Cognito::UserPoolResourceServer").SelectMany(id => Scopes(document.Properties(id)))],
            clients[true].Select(id => MachineClient(document.Ids.Reference(id), document.Properties(id))).FirstOrDefault());
    }

    private static bool IsMachine(Properties client) => client.Texts("AllowedOAuthFlows").Contains("client_credentials");

    private static MachineClient MachineClient(string id, Properties client) =>
        new(id, PhysicalIds.Opaque("secret " + id, 51), client.Texts("AllowedOAuthScopes"), Life(client, "AccessToken", "hours", 1));

    private static Dictionary<string, string> Triggers(TemplateDocument document, Properties? triggers)
    {
        var result = new Dictionary<string, string>();
        foreach (var name in new[] { "PreSignUp", "PostConfirmation", "DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse", "PreTokenGeneration" })
        {
            if (triggers?.Text(name) is { } arn)
                result[name] = FunctionOf(document, triggers, arn);
        }
        if (triggers?.Section("PreTokenGenerationConfig") is { } config)
            result["PreTokenGeneration"] = FunctionOf(document, config, config.RequiredText("LambdaArn"));
        return result;
    }

    private static string FunctionOf(TemplateDocument document, Properties owner, string arn) =>
        document.OfType("AWS::Serverless::Function").FirstOrDefault(id => document.Ids.Attribute(id, "Arn") == arn)
            ?? throw owner.Error($"{arn} is not a function of the template");

    /// <summary>Null when refresh tokens are not rotated.</summary>
    private static TimeSpan? RotationGrace(Properties? rotation) =>
        rotation?.Text("Feature") == "ENABLED" ? TimeSpan.FromSeconds(rotation.Number("RetryGracePeriodSeconds") ?? 0) : null;

    private static TimeSpan Life(Properties client, string token, string defaultUnit, int defaultCount)
    {
        var count = client.Number(token + "Validity") ?? defaultCount;
        return (client.Section("TokenValidityUnits")?.Text(token) ?? defaultUnit) switch
        {
            "seconds" => TimeSpan.FromSeconds(count),
            "minutes" => TimeSpan.FromMinutes(count),
            "hours" => TimeSpan.FromHours(count),
            "days" => TimeSpan.FromDays(count),
            var unit => throw client.Error($"{unit} is not a unit of TokenValidityUnits"),
        };
    }

    private static IEnumerable<string> Scopes(Properties server) =>
        server.Items("Scopes").Select(scope => $"{server.RequiredText("Identifier")}/{scope.RequiredText("ScopeName")}");
}

/// <summary>
/// The Cognito user pool and its public client. Triggers maps a trigger's name in LambdaConfig (PreSignUp,
/// DefineAuthChallenge …, PreTokenGeneration for either of its spellings) to the function's logical id.
/// </summary>
public sealed record UserPoolDefinition(
    string Id,
    string ClientId,
    IReadOnlyDictionary<string, string> Triggers,
    string TokenGenerationVersion,
    TimeSpan AccessTokenLife,
    TimeSpan IdTokenLife,
    TimeSpan RefreshTokenLife,
    TimeSpan? RotationGrace,
    IReadOnlyList<string> AuthFlows,
    IReadOnlyList<string> Scopes,
    MachineClient? MachineClient);

/// <summary>The app client of the client credentials grant. On this machine its secret is not secret: it follows from the client's name.</summary>
public sealed record MachineClient(string Id, string Secret, IReadOnlyList<string> Scopes, TimeSpan AccessTokenLife);
