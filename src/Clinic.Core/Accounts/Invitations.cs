using Clinic.Core.Mails;
using Clinic.Core.Users;
using Microsoft.Extensions.Logging;

namespace Clinic.Core.Accounts;

/// <summary>An invitation that is to be mailed once its account is stored.</summary>
public sealed record Invitation(Mail Mail);

/// <summary>
/// Invites new accounts to choose a password. The code is stored with the account; a mail that cannot be sent is logged, and
/// its reader gets a new code from "forgot password".
/// </summary>
public sealed partial class Invitations(ResetCodes codes, AccountMails mails, IMailer mailer, ILogger logger)
{
    private static readonly TimeSpan MailPatience = TimeSpan.FromSeconds(5);

    public async Task<(StoredCode Code, Invitation Invitation)> NewAsync(User user)
    {
        var (code, stored) = await codes.NewAsync(user.Id, ResetCodes.InvitationLife);
        return (stored, new Invitation(mails.Invitation(user.Data.Email!, user.Data.FirstName!, code)));
    }

    public async Task SendAsync(Invitation? invitation)
    {
        if (invitation is null)
            return;
        try
        {
            await mailer.SendAsync(invitation.Mail).WaitAsync(MailPatience);
        }
        catch (Exception error)
        {
            LogNotSent(logger, error);
        }
    }

    [LoggerMessage(10, LogLevel.Warning, "An invitation could not be mailed")]
    private static partial void LogNotSent(ILogger logger, Exception error);
}
