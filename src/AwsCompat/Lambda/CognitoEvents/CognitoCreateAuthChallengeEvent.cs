namespace Amazon.Lambda.CognitoEvents;

/// <summary>Asks for the challenge that the client is to answer.</summary>
public class CognitoCreateAuthChallengeEvent : CognitoTriggerEvent<CognitoCreateAuthChallengeRequest, CognitoCreateAuthChallengeResponse>;
