namespace Amazon.Lambda.CognitoEvents;

/// <summary>The base of what triggers answer.</summary>
public abstract class CognitoTriggerResponse;
