namespace Amazon.Lambda.CognitoEvents;

/// <summary>Asks for the next step of a custom sign-in: a challenge, tokens or failure.</summary>
public class CognitoDefineAuthChallengeEvent : CognitoTriggerEvent<CognitoDefineAuthChallengeRequest, CognitoDefineAuthChallengeResponse>;
