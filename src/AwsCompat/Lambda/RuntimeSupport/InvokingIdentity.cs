#nullable enable
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The <c>Lambda-Runtime-Cognito-Identity</c> header.</summary>
internal sealed record InvokingIdentity(string? IdentityId, string? IdentityPoolId) : ICognitoIdentity
{
    public static InvokingIdentity Parse(string? json)
    {
        if (string.IsNullOrEmpty(json))
            return new InvokingIdentity(null, null);
        using var document = JsonDocument.Parse(json);
        return new InvokingIdentity(
            MobileClientContext.Text(document.RootElement, "cognitoIdentityId"),
            MobileClientContext.Text(document.RootElement, "cognitoIdentityPoolId"));
    }
}
