namespace Amazon.Lambda.CognitoEvents;

/// <summary>Asks whether an account may sign up, and whether it is confirmed at once.</summary>
public class CognitoPreSignupEvent : CognitoTriggerEvent<CognitoPreSignupRequest, CognitoPreSignupResponse>;
