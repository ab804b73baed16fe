using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Clinic.Core.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;
using Headers = Clinic.Core.Http.Headers;

namespace Clinic.Local.Gateway;

/// <summary>
/// Turns what the server refuses before there is a request for the gateway, such as a bad Host, a long path or %00, into problems with the
/// headers of every response. Kestrel itself would send a bare status, and reports it only in a diagnostic event.
/// </summary>
internal sealed class ServerRefusals(string corsAllowedOrigin, Language language, TimeProvider time) : IObserver<KeyValuePair<string, object?>>
{
    private const string BadRequestEvent = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";
    private readonly Headers headers = new(corsAllowedOrigin);

    /// <summary>Lets every connection of the listener keep its output, so that a refusal can replace it.</summary>
    public static void Prepare(ListenOptions listen) => listen.Use(next => connection =>
    {
        var output = new RefusableOutput(connection.Transport.Output);
        connection.Features.Set(output);
        connection.Transport = new Transport(connection.Transport.Input, output);
        return next(connection);
    });

    public void Use(WebApplication app)
    {
        app.Services.GetRequiredService<DiagnosticListener>().Subscribe(this, static name => name == BadRequestEvent);
        // For a refusal, an endpoint of the pages sends the status only.
        app.UseStatusCodePages(bare => WriteAsync(bare.HttpContext));
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> happened)
    {
        if (happened.Value is IFeatureCollection features
            && features.Get<IBadRequestExceptionFeature>()?.Error is Microsoft.AspNetCore.Http.BadHttpRequestException error
            && features.Get<IHttpResponseFeature>() is { HasStarted: false } response
            && features.Get<RefusableOutput>() is { } output)
            output.Refuse(Message(error.StatusCode, response.Headers.Allow));
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    private async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        var (complete, body) = Render(response.StatusCode);
        foreach (var (name, value) in complete)
            response.Headers[name] = value;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>A whole HTTP/1.1 response. The header with which Kestrel refuses a method is kept.</summary>
    private byte[] Message(int status, string? allow)
    {
        var (complete, body) = Render(status);
        if (!string.IsNullOrEmpty(allow))
            complete["Allow"] = allow;
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\n"));
        foreach (var (name, value) in complete)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\nConnection: close\r\nDate: {time.GetUtcNow():R}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. body];
    }

    private (Dictionary<string, string> Headers, byte[] Body) Render(int status)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        var code = status switch
        {
            StatusCodes.Status404NotFound => ProblemCode.NotFound,
            StatusCodes.Status405MethodNotAllowed => ProblemCode.MethodNotAllowed,
            StatusCodes.Status408RequestTimeout => ProblemCode.RequestTimeout,
            StatusCodes.Status414UriTooLong => ProblemCode.AddressTooLong,
            StatusCodes.Status431RequestHeaderFieldsTooLarge => ProblemCode.HeadersTooLarge,
            _ => ProblemCode.BadRequest,
        };
        var problem = (ProblemDetails.Of(code, language, id) with { Status = status }).AsResponse(language);
        return (headers.Complete(problem, id, ""), Encoding.UTF8.GetBytes(problem.Body!));
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>A connection's output. A refusal is its last content: what Kestrel writes afterwards is dropped.</summary>
    private sealed class RefusableOutput(PipeWriter inner) : PipeWriter
    {
        private byte[]? scratch;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public void Refuse(byte[] response)
        {
            inner.Write(response);
            scratch = new byte[4096];
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => scratch is null ? inner.GetMemory(sizeHint) : Scratch(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => scratch is null ? inner.GetSpan(sizeHint) : Scratch(sizeHint);

        public override void Advance(int bytes)
        {
            if (scratch is null)
                inner.Advance(bytes);
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        private byte[] Scratch(int sizeHint) => sizeHint <= scratch!.Length ? scratch : scratch = new byte[sizeHint];
    }
}
