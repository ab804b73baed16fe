using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>A code to choose the first password with, and the mail that brings it; both are stored with the account.</summary>
public sealed record Invitation(StoredCode Code, Message Mail);

/// <summary>Invites new accounts to choose a password.</summary>
public sealed class Invitations(ResetCodes codes, AccountMails mails, MessageComposer composer)
{
    public async Task<Invitation> NewAsync(User user)
    {
        var (code, stored) = await codes.NewAsync(user.Id, ResetCodes.InvitationLife);
        var (subject, content) = mails.Invitation(user.Data.FirstName!, code);
        return new Invitation(stored, await composer.ComposeAsync(user.Data.Email!, user.Id, subject, content));
    }
}
