using System.Text.Json.Nodes;
using Clinic.Local.Identity;
using Clinic.Local.Mail;
using Clinic.Local.Secrets;

namespace Clinic.Local.Protocol;

/// <summary>The services that share one address: the request itself says which of them it is for.</summary>
internal sealed class AwsServices(
    UserPool pool, SecretVault secrets, MailService mails, TimeProvider time, ILogger<AwsServices> logger)
{
    public UserPool Pool => pool;

    public Task AnswerAsync(HttpContext context) => context.Request.Headers["X-Amz-Target"].ToString() switch
    {
        "" when context.Request.HasFormContentType => SesProtocol.AnswerAsync(context, mails, time),
        var target when target.StartsWith("AWSCognitoIdentityProviderService.", StringComparison.Ordinal) =>
            AwsJsonProtocol.AnswerAsync(context, time, logger, pool.ExecuteAsync),
        var target when target.StartsWith("secretsmanager.", StringComparison.Ordinal) =>
            AwsJsonProtocol.AnswerAsync(context, time, logger, (name, request, _) => Task.FromResult(secrets.Execute(name, request))),
        _ => AwsJsonProtocol.AnswerAsync(context, time, logger, Unknown),
    };

    private static Task<JsonObject> Unknown(string operation, JsonObject request, CancellationToken cancellation) =>
        throw new ServiceException("UnknownOperationException", "No service here has this operation.");
}
