using System.Text.RegularExpressions;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.MessageDelivery;

namespace Clinic.Testing;

/// <summary>The product's own mails as they wait in the messages table, opened.</summary>
public sealed partial class StoredMails(DynamoMessageStore store, MessageSeal seal)
{
    /// <summary>Oldest first.</summary>
    internal async Task<IReadOnlyList<Mail>> ToAsync(string address)
    {
        var found = await store.ListAsync(new MessageQuery(address, null), new Page(100, null));
        var mails = new List<Mail>();
        foreach (var summary in found.Items.Reverse())
        {
            var message = (await store.FindAsync(summary.Id))!;
            var content = await seal.OpenAsync(message);
            mails.Add(new Mail(message.To, message.Subject!, content.Body, content.Html));
        }
        return mails;
    }

    /// <summary>The code in the newest mail to an address.</summary>
    public async Task<string> CodeForAsync(string address) => EightDigits().Match((await ToAsync(address))[^1].Text).Value;

    [GeneratedRegex(@"\d{8}")]
    private static partial Regex EightDigits();
}
