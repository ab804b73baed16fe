namespace Amazon.Lambda.Core;

/// <summary>The Cognito identity that authorised the invocation; its members are null when there is none.</summary>
public interface ICognitoIdentity
{
    string IdentityId { get; }
    string IdentityPoolId { get; }
}
