using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Text;
using Clinic.Core.Users;

namespace Clinic.Core.Messages;

/// <summary>
/// Messages: queued here, delivered by the stream. A patient sees those that went to them, whoever has the address now
/// (docs/adr/0031), a thanatologist those that they sent, and everybody else with the scope all of them.
/// </summary>
public sealed class MessageService(
    DynamoUsers users, DynamoMessageStore store, MessageComposer composer, MessageSeal seal, DynamoAuditStore audit, bool sendsSms, Contention contention, TimeProvider time)
{
    /// <exception cref="ConflictException">It is an SMS, and the clinic sends none.</exception>
    public async Task<MessageView> SendAsync(Caller caller, NewMessage input, ResponseToStore<MessageView> response)
    {
        if (input.Channel is MessageChannel.Sms && !sendsSms)
            throw new ConflictException(ProblemCode.SmsOff);
        var message = await composer.ComposeAsync(input, caller.Subject);
        // Several patients may have one phone: an SMS is nobody's.
        if (MessageAddress.ChannelOf(message.To) is MessageChannel.Mail)
            message = message with { RecipientId = await store.FindRecipientAsync(message.To) };
        var view = MessageView.Of(message) with { Body = null };
        return await contention.RetryAsync(async () =>
        {
            await store.AddAsync(caller, message, response.For(view));
            return view;
        });
    }

    /// <param name="to">The address; patients and thanatologists may name none.</param>
    /// <exception cref="InvalidInputException">Neither an address nor a sender narrows the list.</exception>
    public async Task<Slice<MessageView>> ListAsync(Caller caller, string? to, Page page)
    {
        var query = new MessageQuery(
            to is null ? null : MessageAddress.OfQuery(to), caller.IsThanatologist ? caller.UserId : null, caller.Role is Role.Patient ? caller.UserId : null);
        if (query is { To: null, SenderId: null, RecipientId: null })
            throw new InvalidInputException("to", FieldCode.Required, Phrases.Required(Phrases.MessageAddress));
        if (query.RecipientId is not null && !await HasProvenAddressAsync(caller))
            return new Slice<MessageView>([], null);
        return (await store.ListAsync(query, page)).Select(MessageView.Of);
    }

    /// <exception cref="NotFoundException">There is no such message, or the caller may not see it.</exception>
    public async Task<MessageView> GetAsync(Caller caller, string id) => MessageView.Of(await FindAsync(caller, id));

    /// <summary>Opens a message that is stored secure; every time is audited, with the caller as the subject, before the text is shown.</summary>
    /// <exception cref="NotFoundException">There is no such message.</exception>
    /// <exception cref="ConflictException">The message is not stored secure.</exception>
    /// <exception cref="UnreadableMessageException">The stored text was changed.</exception>
    public async Task<DecryptedMessage> DecryptAsync(Caller caller, string id)
    {
        var message = await FindAsync(caller, id);
        if (!message.IsSecure)
            throw new ConflictException(ProblemCode.MessageNotSecure);
        await audit.AddAsync(AuditEntry.Of(caller, caller.Subject, AuditAction.MessageDecrypted, time.GetUtcNow(), message.Id));
        return new DecryptedMessage((await seal.OpenAsync(message)).BodyWithoutCode);
    }

    private async Task<Message> FindAsync(Caller caller, string id) =>
        await store.FindAsync(id) is { } message && await MaySeeAsync(caller, message) ? message : throw new NotFoundException();

    private async Task<bool> MaySeeAsync(Caller caller, Message message) => caller.Role switch
    {
        Role.Patient => message.RecipientId is { } recipient && caller.Is(recipient) && await HasProvenAddressAsync(caller),
        Role.Thanatologist => message.SenderId is { } sender && caller.Is(sender),
        _ => true,
    };

    /// <summary>An address that a user has not proven to be theirs shows them nothing.</summary>
    private async Task<bool> HasProvenAddressAsync(Caller caller) => await users.FindAsync(caller.UserId!) is { HasUnprovenEmail: false };
}
