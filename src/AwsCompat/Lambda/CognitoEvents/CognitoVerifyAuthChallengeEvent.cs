namespace Amazon.Lambda.CognitoEvents;

/// <summary>Asks whether the client's answer is right.</summary>
public class CognitoVerifyAuthChallengeEvent : CognitoTriggerEvent<CognitoVerifyAuthChallengeRequest, CognitoVerifyAuthChallengeResponse>;
