using System.Net.Mail;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Ses;

/// <summary>Checks addresses as SES does before it accepts a mail: <c>a@b</c>, or a name with <c>&lt;a@b&gt;</c>.</summary>
internal static class MailAddresses
{
    private const int MaxRecipients = 50;

    public static void CheckRecipients(IReadOnlyCollection<string> recipients)
    {
        if (recipients.Count == 0)
            throw Invalid("Missing required header 'To'.");
        if (recipients.Count > MaxRecipients)
            throw Invalid($"Recipient count exceeds {MaxRecipients}.");
        foreach (var recipient in recipients)
            Check(recipient);
    }

    public static void Check(string address)
    {
        if (!address.Contains('@', StringComparison.Ordinal))
            throw Invalid("Missing final '@domain'");
        if (address.Any(char.IsControl) || !MailAddress.TryCreate(address, out var parsed)
            || !IsWhole(address, parsed) || !IsHost(parsed.Host))
            throw Invalid("Illegal address");
    }

    // The parser takes the "a" of "a b@c" for a name; only what stands before angle brackets is one.
    private static bool IsWhole(string address, MailAddress parsed) =>
        address == parsed.Address || address.EndsWith($"<{parsed.Address}>", StringComparison.Ordinal);

    private static bool IsHost(string host) => Uri.CheckHostName(host) != UriHostNameType.Unknown;

    private static ServiceException Invalid(string message) => new("InvalidParameterValue", message);
}
