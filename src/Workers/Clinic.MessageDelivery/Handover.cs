using System.Net;
using Amazon.Runtime;

namespace Clinic.MessageDelivery;

/// <summary>
/// Hands a message over to a service once. The service's client must not retry by itself (MaxErrorRetry 0): only the caller knows how
/// often a message may go out.
/// </summary>
internal static class Handover
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>For the client's configuration. Without a connection nothing was sent, which must show before the patience ends.</summary>
    public static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(2);

    /// <param name="service">The service's name, for people.</param>
    /// <param name="send">Sends, and returns the service's id of what it has sent.</param>
    /// <param name="outcomeOf">What the errors of this service alone mean; null for those that mean the same everywhere.</param>
    public static async Task<SendOutcome> AttemptAsync(
        string service, Func<CancellationToken, Task<string>> send, Func<AmazonServiceException, SendOutcome?> outcomeOf, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            return new SendOutcome.Sent(await send(patience.Token).WaitAsync(patience.Token));
        }
        catch (Exception error) when (error is AmazonServiceException or HttpRequestException or OperationCanceledException or TimeoutException or IOException)
        {
            return (error is AmazonServiceException refusal ? outcomeOf(refusal) : null) ?? OutcomeOf(service, error);
        }
    }

    private static SendOutcome OutcomeOf(string service, Exception error) => error switch
    {
        AmazonServiceException { ErrorCode: "Throttling" or "ThrottlingException" or "TooManyRequestsException" } or AmazonServiceException { StatusCode: HttpStatusCode.ServiceUnavailable } =>
            new SendOutcome.NotTaken($"The {service} was too busy for too long."),
        AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError } =>
            new SendOutcome.NotTaken($"The {service} did not accept the request."),
        TimeoutException or OperationCanceledException { InnerException: TimeoutException } => new SendOutcome.NotTaken($"The {service} could not be reached."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError } =>
            new SendOutcome.NotTaken($"The {service} could not be reached."),
        _ => new SendOutcome.Unknown(),
    };
}

/// <summary>The outcome of handing a message over to its service.</summary>
internal abstract record SendOutcome
{
    /// <param name="ServiceId">The service's id of the message.</param>
    public sealed record Sent(string ServiceId) : SendOutcome;

    /// <summary>The service will never accept this message.</summary>
    /// <param name="Reason">Why, in words for people.</param>
    public sealed record Refused(string Reason) : SendOutcome;

    /// <summary>The service did not accept it now, but may later.</summary>
    /// <param name="Reason">Why, in words for people, in case it is the last attempt.</param>
    public sealed record NotTaken(string Reason) : SendOutcome;

    /// <summary>No response came: the message may have been sent or not.</summary>
    public sealed record Unknown : SendOutcome;
}
