namespace Clinic.Local.Aws.Ses;

/// <summary>
/// One way in which sending a mail can go wrong, for tests. A mail is in the mailbox when SES accepted it, whether or not its
/// caller hears of that.
/// </summary>
public sealed record MailFault
{
    private MailFault()
    {
    }

    /// <summary>Accepted and answered at once.</summary>
    public static MailFault None { get; } = new() { IsAccepted = true };

    /// <summary>More mails in a second than the account may send. The SDK tries again by itself.</summary>
    public static MailFault Throttled { get; } = Refused("Throttling", "Maximum sending rate exceeded.");

    /// <summary>The connection breaks before SES has the mail.</summary>
    public static MailFault DroppedBefore { get; } = new() { IsDropped = true };

    /// <summary>SES accepts the mail, and the connection breaks before the answer.</summary>
    public static MailFault DroppedAfter { get; } = new() { IsAccepted = true, IsDropped = true };

    /// <summary>No answer until the caller gives up, and nothing sent.</summary>
    public static MailFault SilentBefore { get; } = new() { Delay = Timeout.InfiniteTimeSpan };

    /// <summary>SES accepts the mail and never answers.</summary>
    public static MailFault SilentAfter { get; } = new() { IsAccepted = true, Delay = Timeout.InfiniteTimeSpan };

    internal bool IsAccepted { get; private init; }

    internal bool IsDropped { get; private init; }

    internal TimeSpan Delay { get; private init; }

    internal (string Code, string Message)? Error { get; private init; }

    /// <summary>An answer with one of SES's error codes: MessageRejected, MailFromDomainNotVerifiedException, InvalidParameterValue ...</summary>
    public static MailFault Refused(string code, string message) => new() { Error = (code, message) };

    /// <summary>SES accepts the mail and takes its time to say so.</summary>
    public static MailFault Late(TimeSpan delay) => new() { IsAccepted = true, Delay = delay };
}
