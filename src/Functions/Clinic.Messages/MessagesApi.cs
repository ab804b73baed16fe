using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.Core.Security;

namespace Clinic.Messages;

/// <summary>Messages to patients and staff, by mail or SMS.</summary>
public sealed class MessagesApi(MessageService messages)
{
    public static IReadOnlyList<Route<MessagesApi>> Routes { get; } =
    [
        new("POST", "/messages", [Scope.MessagesSend], (api, request) => api.SendAsync(request))
        {
            Summary = "Send a message",
            Remarks = "It is stored and queued when the answer comes, and sent within seconds; its status tells what became of it. A mail has an email address in `to`, and a `subject`; an SMS has a phone number in `to`, no `subject`, and at most 1,600 characters.",
            Body = typeof(NewMessage), Response = typeof(MessageView), Status = 202, Creates = true, IsEcho = true, Refusals = [ProblemCode.InactiveAccount, ProblemCode.SmsOff],
        },
        new("GET", "/messages", [Scope.MessagesRead], (api, request) => api.ListAsync(request))
        {
            Summary = "List messages, newest first",
            Remarks = "Those to an address or a number. A patient sees the ones that went to them, whatever their address was then and whoever has it now, and a thanatologist the ones that they sent; both may leave the address out. Texts are not in the list.",
            Response = typeof(ListView<MessageView>),
            Query = [QueryParameter.MessageAddress("to", "The email address or the phone number that they went to."), QueryParameter.Limit, QueryParameter.NextToken],
        },
        new("GET", "/messages/{id}", [Scope.MessagesRead], (api, request) => api.GetAsync(request))
        {
            Summary = "Read a message", Response = typeof(MessageView), Refusals = [ProblemCode.NotFound],
        },
        new("POST", "/messages/{id}/decrypt", [Scope.MessagesDecrypt], (api, request) => api.DecryptAsync(request))
        {
            Summary = "Read the text of a message that is stored secure",
            Remarks = "Every time is in the history of whoever reads it. Codes of invitation and reset mails are blotted out.",
            Response = typeof(DecryptedMessage), Refusals = [ProblemCode.NotFound, ProblemCode.MessageNotSecure],
        },
    ];

    // Made at their first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<NewMessageRules> messageRules = new();

    private Task<Response> SendAsync(Request request) => request.RespondAsync<MessageView>(
        response => messages.SendAsync(request.Caller, request.Body(messageRules.Value), response),
        message => Response.AcceptedFor($"/messages/{message.Id}", message));

    private async Task<Response> ListAsync(Request request) =>
        await request.ListAsync(await messages.ListAsync(request.Caller, request.Query("to"), await request.PageAsync()));

    private async Task<Response> GetAsync(Request request)
    {
        var message = await messages.GetAsync(request.Caller, request.Id);
        return Response.Ok(message).NotStoredIf(message.Body is not null);
    }

    private async Task<Response> DecryptAsync(Request request) => Response.Ok(await messages.DecryptAsync(request.Caller, request.Id));
}
