using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;

namespace Clinic.Messages;

/// <summary>Messages. The contract's routes are there and protected; they answer 501 until the capability is built.</summary>
public sealed class MessagesApi
{
    public static IReadOnlyList<Route<MessagesApi>> Routes { get; } =
    [
        NotYet("POST", "/messages", Scope.MessagesSend, "Send a message"),
        NotYet("GET", "/messages", Scope.MessagesRead, "List messages, newest first"),
        NotYet("GET", "/messages/{id}", Scope.MessagesRead, "Read a message"),
        NotYet("POST", "/messages/{id}/decrypt", Scope.MessagesDecrypt, "Read a message that is stored secure"),
    ];

    private static Route<MessagesApi> NotYet(string method, string path, string scope, string summary) =>
        new(method, path, [scope], (_, _) => throw new NotAvailableYetException()) { Summary = summary, Status = 501 };
}
