using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Accounts;

/// <summary>Changing and resetting passwords. Either ends every session of the account: its refresh tokens are worthless from then on.</summary>
public sealed class PasswordService(
    LoginService logins,
    DynamoCredentialStore credentials,
    LoginGuard guard,
    DynamoLoginStore users,
    ResetCodes codes,
    AccountMails mails,
    MessageComposer composer,
    MessageWrites messages,
    DynamoAuditStore audit,
    TimeProvider time)
{
    /// <summary>An answer to "forgot" never comes sooner, so that storing a mail cannot be told from storing none.</summary>
    private static readonly TimeSpan ForgotTime = TimeSpan.FromMilliseconds(400);

    private readonly Contention contention = new(time);

    /// <exception cref="InvalidInputException">The current password is wrong; it counts as a failed login.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    public async Task ChangeAsync(Caller caller, PasswordChange change)
    {
        if (caller.UserId is not { } userId || await users.FindAsync(userId) is not { } user)
            throw new NotFoundException();
        if (!PasswordRules.IsNotEmail(change.NewPassword, user.Data.Email))
            throw new InvalidInputException("newPassword", PasswordRules.IsEmailMessage);
        var credential = await credentials.ReadAsync(userId);
        logins.CheckLock(credential);
        if (!credential.Exists || !await guard.VerifyAsync(credential, PasswordDigest.Attempt(change.CurrentPassword!, credential.Salt ?? "")))
            throw new InvalidInputException("currentPassword", "is wrong");
        var entry = AuditEntry.Of(caller, userId, AuditAction.PasswordChanged, time.GetUtcNow());
        var password = NewCredential.WithPassword(change.NewPassword!);
        if (!await contention.RetryAsync(() => credentials.SetPasswordAsync(credential, password, null, entry, audit)))
            throw new ConflictException("The password was changed by another request at the same time.");
    }

    /// <summary>Mails a code when the email is an active account's, at most one a minute; nobody can tell from outside.</summary>
    public Task ForgotAsync(ForgotPassword request) => Task.WhenAll(SendCodeAsync(request.Email!), Task.Delay(ForgotTime, time));

    /// <exception cref="InvalidInputException">The code is wrong, used, too old, or not this email's.</exception>
    public async Task ResetAsync(Caller caller, PasswordReset reset)
    {
        var credential = await logins.FindAsync(reset.Email!);
        var expected = await credentials.TryCodeAsync(credential.UserId);
        var given = await codes.MacAsync(credential.UserId, reset.Code!.Replace(" ", "", StringComparison.Ordinal));
        if (expected is null || !credential.Active || !ConstantTime.Equal(expected, given))
            throw WrongCode();
        var entry = AuditEntry.Of(caller, credential.UserId, AuditAction.PasswordReset, time.GetUtcNow());
        var password = NewCredential.WithPassword(reset.NewPassword!);
        if (!await contention.RetryAsync(() => credentials.SetPasswordAsync(credential, password, new EmailProof(expected, users), entry, audit)))
            throw WrongCode();
    }

    private async Task SendCodeAsync(string email)
    {
        var credential = await logins.FindAsync(email);
        var (code, stored) = await codes.NewAsync(credential.UserId, ResetCodes.ResetLife);
        var user = await users.FindAsync(credential.UserId);
        var (subject, content) = mails.PasswordReset(user?.Data.FirstName ?? "", code);
        var mail = await composer.ComposeAsync(user?.Data.Email ?? email, subject, content);
        if (credential.Active && user?.Data.Email is not null)
            await contention.RetryAsync(() => credentials.PutCodeAsync(credential.UserId, stored, mail, messages));
    }

    private static InvalidInputException WrongCode() => new("code", "is wrong or no longer valid: ask for a new one");
}
