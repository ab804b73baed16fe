namespace Clinic.Local.Aws.Cognito;

/// <summary>Invokes a function of the template with an event and waits for its answer.</summary>
internal delegate Task<TriggerAnswer> TriggerInvocation(
    string functionLogicalId, ReadOnlyMemory<byte> payload, CancellationToken cancellation);
