using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Messages;

/// <summary>
/// Messages: queued here, delivered by the stream. A patient sees those to their own email, a thanatologist those that they
/// sent, everybody else with the scope all.
/// </summary>
public sealed class MessageService(
    DynamoMessageStore store, MessageComposer composer, MessageSeal seal, DynamoAuditStore audit, Contention contention, TimeProvider time)
{
    public async Task<MessageView> SendAsync(Caller caller, NewMessage input, Answering<MessageView> answering)
    {
        var message = await composer.ComposeAsync(input, caller.Subject);
        var view = MessageView.Of(message) with { Body = null };
        return await contention.RetryAsync(async () =>
        {
            await store.AddAsync(caller, message, answering.For(view));
            return view;
        });
    }

    /// <param name="to">The address; a patient's own when they name none.</param>
    /// <exception cref="InvalidInputException">Neither an address nor a sender narrows the list.</exception>
    public async Task<Slice<MessageView>> ListAsync(Caller caller, string? to, Page page)
    {
        var address = to is null ? null : Normalization.NormalizeEmail(to);
        var query = new MessageQuery(address, caller.IsThanatologist ? caller.UserId : null);
        if (caller.Role is Role.Patient)
        {
            var own = await OwnAddressAsync(caller);
            if (own is null || (address is not null && address != own))
                return new Slice<MessageView>([], null);
            query = query with { To = own };
        }
        if (query is { To: null, SenderId: null })
            throw new InvalidInputException("to", "is required: an email address");
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
            throw new ConflictException("The message is not stored secure: its text is in GET /messages/{id}.");
        await audit.AddAsync(AuditEntry.Of(caller, caller.Subject, AuditAction.MessageDecrypted, time.GetUtcNow(), message.Id));
        return new DecryptedMessage((await seal.OpenAsync(message)).BodyWithoutCode);
    }

    private async Task<Message> FindAsync(Caller caller, string id) =>
        await store.FindAsync(id) is { } message && await MaySeeAsync(caller, message) ? message : throw new NotFoundException();

    private async Task<bool> MaySeeAsync(Caller caller, Message message) => caller.Role switch
    {
        Role.Patient => message.To == await OwnAddressAsync(caller),
        Role.Thanatologist => message.SenderId is { } sender && caller.Is(sender),
        _ => true,
    };

    /// <summary>Null when the patient has none, or has only said that it is theirs.</summary>
    private async Task<string?> OwnAddressAsync(Caller caller) =>
        await store.FindUserAsync(caller.UserId!) is { HasUnprovenEmail: false } patient ? patient.Data.Email : null;
}
