using System.Text.Json;
using Clinic.Core.Http;
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
    /// <summary>No ciphertext that is made today is longer. Old ones were: they held JSON with the text twice and some letters as twelve characters.</summary>
    public const int LongestCiphertext = 310_000;

    /// <summary>No old content, which was JSON, begins with this byte.</summary>
    private const byte Version = 1;

    public async Task<SealedText> SealAsync(string id, string to, string? subject, MessageContent content)
    {
        var (ciphertext, keyId) = await keys.SealAsync(KeyRing.Messages, Write(content), Binding(id, to, subject));
        return new SealedText(ciphertext, keyId);
    }

    /// <summary>What the message says, however it is stored.</summary>
    /// <exception cref="UnreadableMessageException">The stored text was changed, or its key is gone.</exception>
    public async Task<MessageContent> OpenAsync(Message message)
    {
        if (message.Text is not SealedText sealedText)
            return new MessageContent(((PlainText)message.Text).Body);
        return await keys.OpenAsync(KeyRing.Messages, sealedText.KeyId, sealedText.Ciphertext, Binding(message.Id, message.To, message.Subject)) is { } plain
            ? Read(plain)
            : throw new UnreadableMessageException();
    }

    /// <summary>A version, then each text after its length, in UTF-8: a sealed text takes as much room as a plain one.</summary>
    private static byte[] Write(MessageContent content)
    {
        var plain = new MemoryStream();
        using var writer = new BinaryWriter(plain);
        writer.Write(Version);
        writer.Write(content.Body);
        writer.Write(content.Html ?? "");
        writer.Write(content.Code ?? "");
        return plain.ToArray();
    }

    private static MessageContent Read(byte[] plain)
    {
        if (plain is not [Version, ..])
            return JsonSerializer.Deserialize(plain, ClinicJson.TypeOf<MessageContent>())!; // as earlier versions stored it
        using var reader = new BinaryReader(new MemoryStream(plain, 1, plain.Length - 1));
        return new MessageContent(reader.ReadString(), TextOrNull(reader.ReadString()), TextOrNull(reader.ReadString()));
    }

    private static string? TextOrNull(string text) => text.Length == 0 ? null : text;

    private static string Binding(string id, string to, string? subject) => $"message\n{id}\n{to}\n{subject}";
}

/// <summary>
/// A stored text that does not open: it was changed, or the root of its key was taken out of the secret. A 500 with a log line;
/// the template counts its <c>errorType</c> and raises an alarm.
/// </summary>
public sealed class UnreadableMessageException() : Exception("The stored text of a message does not open.");

/// <summary>Makes messages that are ready to be stored.</summary>
public sealed class MessageComposer(MessageSeal seal, TimeProvider time)
{
    public async Task<Message> ComposeAsync(NewMessage input, string senderId)
    {
        var (id, to, subject) = (Identifier.New(time), MessageAddress.Of(input.To!)!, input.Subject?.Trim());
        MessageText text = input.StoreSecure is true ? await seal.SealAsync(id, to, subject, new MessageContent(input.Body!)) : new PlainText(input.Body!);
        return new Message(id, to, subject, text, senderId, time.GetUtcNow());
    }

    /// <summary>A message of the product itself. It is always stored secure.</summary>
    /// <param name="to">An address in its normalized form.</param>
    /// <param name="subject">Null for an SMS.</param>
    internal async Task<Message> ComposeAsync(string to, string? recipientId, string? subject, MessageContent content)
    {
        var id = Identifier.New(time);
        return new Message(id, to, subject, await seal.SealAsync(id, to, subject, content), null, time.GetUtcNow(), RecipientId: recipientId);
    }
}
