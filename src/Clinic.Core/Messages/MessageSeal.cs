using System.Text.Json;
using Clinic.Core.Json;
using Clinic.Core.Security;

namespace Clinic.Core.Messages;

/// <summary>
/// Encrypts messages that are stored secure: AES-256-GCM under a key of the root secret, bound to the message's id, address
/// and subject, so that a text cannot be moved to another message. The key's id is stored beside the text: rotating the secret
/// keeps old messages readable.
/// </summary>
public sealed class MessageSeal(KeyRing keys)
{
    public async Task<SealedText> SealAsync(string id, string to, string subject, MessageContent content)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(content, ClinicJson.TypeOf<MessageContent>());
        var (box, keyId) = await keys.SealAsync(KeyRing.Messages, plain, Binding(id, to, subject));
        return new SealedText(box, keyId);
    }

    /// <summary>What the message says, however it is stored.</summary>
    /// <exception cref="UnreadableMessageException">The stored text was changed, or its key is gone.</exception>
    public async Task<MessageContent> OpenAsync(Message message)
    {
        if (message.Text is not SealedText sealedText)
            return new MessageContent(((PlainText)message.Text).Body);
        return await keys.OpenAsync(KeyRing.Messages, sealedText.KeyId, sealedText.Box, Binding(message.Id, message.To, message.Subject)) is { } plain
            ? JsonSerializer.Deserialize(plain, ClinicJson.TypeOf<MessageContent>())!
            : throw new UnreadableMessageException();
    }

    private static string Binding(string id, string to, string subject) => $"message\n{id}\n{to}\n{subject}";
}

/// <summary>
/// A stored text that does not open: it was changed, or the root of its key was taken out of the secret. A 500 with a log line;
/// the template counts its <c>errorType</c> and raises an alarm.
/// </summary>
public sealed class UnreadableMessageException() : Exception("The stored text of a message does not open.");
