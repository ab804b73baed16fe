using System.Net;

namespace Clinic.Local.Aws.Protocol;

/// <summary>An error that an AWS service answers with: its code, the text a client may see and the HTTP status.</summary>
internal sealed class ServiceException(string code, string message, HttpStatusCode status = HttpStatusCode.BadRequest)
    : Exception(message)
{
    public string Code { get; } = code;

    public HttpStatusCode Status { get; } = status;
}
