using Clinic.Local.Template;

namespace Clinic.Local.Aws.Cognito;

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

    /// <summary>ENABLED in the template: an unknown user goes through the triggers like any other, and is refused at the end.</summary>
    public bool PreventUserExistenceErrors { get; init; } = true;

    public bool EnableTokenRevocation { get; init; } = true;

    /// <summary>How long a refresh token still works after it was exchanged for another one; null when it is not exchanged.</summary>
    public TimeSpan? RotationGrace { get; init; }

    /// <summary>AuthSessionValidity: how long a challenge waits for its answer.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Cognito allows 5 s; here requests queue for few processes on a developer's machine, so that more is fair.</summary>
    public TimeSpan TriggerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Challenges that may wait at the same time; beyond it the oldest are given up.</summary>
    public int MaxSessions { get; init; } = 10_000;
}
