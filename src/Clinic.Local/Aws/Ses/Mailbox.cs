using System.Net;
using System.Text.Json.Serialization;
using System.Xml.Linq;
using Clinic.Local.Aws.Protocol;
using Microsoft.AspNetCore.Http.Features;

namespace Clinic.Local.Aws.Ses;

/// <summary>The mails, of which each address takes any letter case.</summary>
internal sealed class Mailbox : Inbox<SentMail>
{
    protected override bool IsTo(SentMail sent, string address) =>
        $"{sent.To}, {sent.Cc}, {sent.Bcc}".Split(", ").Any(recipient =>
            recipient.Equals(address, StringComparison.OrdinalIgnoreCase)
            || recipient.EndsWith($"<{address}>", StringComparison.OrdinalIgnoreCase));
}

/// <summary>A mail that would have gone out. Several addresses of one kind are joined by a comma and a blank; At is in UTC.</summary>
public sealed record SentMail(
    string Id, string To, string? Cc, string? Bcc, string From, string Subject, string Text, string Html, DateTime At);

[JsonSerializable(typeof(IReadOnlyList<SentMail>))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class MailJson : JsonSerializerContext;

/// <summary>AWS's query protocol as SES uses it: the request is a form with an Action, the response is XML.</summary>
internal static class SesProtocol
{
    private const int MaxBytes = 10 * 1024 * 1024;

    private static readonly XNamespace xml = "http://ses.amazonaws.com/doc/2010-12-01/";

    public static async Task AnswerAsync(HttpContext context, MailService mails, TimeProvider time)
    {
        var requestId = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        try
        {
            var form = await ReadAsync(context.Request);
            var action = form.GetValueOrDefault("Action", "");
            if (action != "SendEmail")
                throw new ServiceException("InvalidAction", $"Could not find operation {action} for version 2010-12-01");
            var (id, fault) = mails.Send(form);
            await Task.Delay(fault.Delay, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (fault.IsDropped || context.RequestAborted.IsCancellationRequested)
                context.Abort();
            else
                await WriteAsync(context, HttpStatusCode.OK, Accepted(id, requestId));
        }
        catch (ServiceException error)
        {
            await WriteAsync(context, error.Status, Refused(error, requestId));
        }
    }

    private static async Task<Dictionary<string, string>> ReadAsync(HttpRequest request)
    {
        try
        {
            var form = await request.ReadFormAsync(
                new FormOptions { ValueLengthLimit = MaxBytes, BufferBodyLengthLimit = MaxBytes }, request.HttpContext.RequestAborted);
            return form.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
        {
            throw new ServiceException("MalformedInput", "The form could not be read.");
        }
    }

    private static XElement Accepted(string messageId, string requestId) => new(
        xml + "SendEmailResponse",
        new XElement(xml + "SendEmailResult", new XElement(xml + "MessageId", messageId)),
        new XElement(xml + "ResponseMetadata", new XElement(xml + "RequestId", requestId)));

    private static XElement Refused(ServiceException error, string requestId) => new(
        xml + "ErrorResponse",
        new XElement(
            xml + "Error",
            new XElement(xml + "Type", "Sender"),
            new XElement(xml + "Code", error.Code),
            new XElement(xml + "Message", error.Message)),
        new XElement(xml + "RequestId", requestId));

    private static Task WriteAsync(HttpContext context, HttpStatusCode status, XElement document)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "text/xml";
        return context.Response.WriteAsync(document.ToString(), context.RequestAborted);
    }
}
