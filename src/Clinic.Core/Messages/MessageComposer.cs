using Clinic.Core.Http;
using Clinic.Core.Users;

namespace Clinic.Core.Messages;

/// <summary>Makes messages that are ready to be stored.</summary>
public sealed class MessageComposer(MessageSeal seal, TimeProvider time)
{
    public async Task<Message> ComposeAsync(NewMessage input, string senderId)
    {
        var (id, to, subject) = (Identifier.New(time), Normalization.NormalizeEmail(input.To!), input.Subject!.Trim());
        MessageText text = input.StoreSecure is true ? await seal.SealAsync(id, to, subject, new MessageContent(input.Body!)) : new PlainText(input.Body!);
        return new Message(id, to, subject, text, senderId, time.GetUtcNow());
    }

    /// <summary>A mail of the product itself. It is always stored secure.</summary>
    internal async Task<Message> ComposeAsync(string to, string? recipientId, string subject, MessageContent content)
    {
        var id = Identifier.New(time);
        return new Message(id, to, subject, await seal.SealAsync(id, to, subject, content), null, time.GetUtcNow(), RecipientId: recipientId);
    }
}
