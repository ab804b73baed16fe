namespace Clinic.Local.Identity;

/// <summary>A user pool with its one public app client, as template.yaml defines them.</summary>
internal sealed record UserPoolSettings(
    string PoolId,
    string Region,
    string ClientId,
    TimeSpan AccessTokenLife,
    TimeSpan IdTokenLife,
    TimeSpan RefreshTokenLife,
    TriggerFunctions Triggers)
{
    /// <summary>ENABLED in the template: an unknown user goes through the triggers like any other, and is refused at the end.</summary>
    public bool PreventUserExistenceErrors { get; init; } = true;

    public bool EnableTokenRevocation { get; init; } = true;

    /// <summary>AuthSessionValidity: how long a challenge waits for its answer.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Cognito allows 5 s; here requests queue for few processes on a developer's machine, so that more is fair.</summary>
    public TimeSpan TriggerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Challenges that may wait at the same time; beyond it the oldest are given up.</summary>
    public int MaxSessions { get; init; } = 10_000;
}
