using System.Text.Json.Nodes;
using Clinic.Local.Identity;
using Clinic.Local.Mail;
using Clinic.Local.Secrets;

namespace Clinic.Local.Protocol;

/// <summary>
/// Cognito, Secrets Manager and SES at one address: each request to <c>POST /</c> says itself which of them it is
/// for. The user pool's documents are below the pool's id, and its token endpoint is at <c>/oauth2/token</c>.
/// </summary>
internal sealed class AwsServices(
    UserPool pool, SecretVault secrets, MailService mails, TimeProvider time, ILogger<AwsServices> logger)
{
    private readonly UserPoolDocuments documents = new(pool);

    public bool Owns(HttpRequest request) => request.Method switch
    {
        "POST" => request.Path == "/" || request.Path == ClientCredentials.Path,
        "GET" => documents.Owns(request.Path),
        _ => false,
    };

    public Task HandleAsync(HttpContext context) => context.Request.Headers["X-Amz-Target"].ToString() switch
    {
        _ when context.Request.Path == ClientCredentials.Path => pool.ClientCredentials.AnswerAsync(context),
        "" when documents.Owns(context.Request.Path) => documents.AnswerAsync(context),
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
