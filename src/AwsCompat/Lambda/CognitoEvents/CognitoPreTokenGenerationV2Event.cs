namespace Amazon.Lambda.CognitoEvents;

/// <summary>Asks what to change in the tokens that are about to be issued.</summary>
public class CognitoPreTokenGenerationV2Event
    : CognitoTriggerEvent<CognitoPreTokenGenerationV2Request, CognitoPreTokenGenerationV2Response>;
