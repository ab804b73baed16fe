namespace Clinic.MessageDelivery;

/// <summary>What became of handing a mail over to the mail service.</summary>
internal abstract record SendOutcome
{
    /// <param name="MailId">The service's id of the mail.</param>
    public sealed record Sent(string MailId) : SendOutcome;

    /// <summary>The service will never take this mail.</summary>
    /// <param name="Reason">Why, in words for people.</param>
    public sealed record Refused(string Reason) : SendOutcome;

    /// <summary>The service did not take it now, and may later.</summary>
    /// <param name="Reason">Why, in words for people, should it be the last try.</param>
    public sealed record NotTaken(string Reason) : SendOutcome;

    /// <summary>No answer came: the mail may have been sent or not.</summary>
    public sealed record Unknown : SendOutcome;
}
