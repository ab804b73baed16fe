using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>Changing and resetting passwords. Either ends every session of the account: its refresh tokens are worthless from then on.</summary>
public sealed class PasswordService(
    LoginService logins,
    DynamoCredentialStore credentials,
    LoginGuard guard,
    DynamoUsers users,
    ResetCodes codes,
    AccountMails mails,
    MessageComposer composer,
    MessageWrites messages,
    DynamoAuditStore audit,
    TimeProvider time)
{
    /// <summary>An answer about a code never comes sooner, so that its time does not tell whether the account exists.</summary>
    private static readonly TimeSpan CodeTime = TimeSpan.FromMilliseconds(400);

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
        await guard.CheckCurrentPasswordAsync(credential, change.CurrentPassword!);
        var entry = AuditEntry.Of(caller, userId, AuditAction.PasswordChanged, time.GetUtcNow());
        var password = NewCredential.WithPassword(change.NewPassword!);
        if (!await contention.RetryAsync(() => credentials.SetPasswordAsync(credential, password, null, entry, audit)))
            throw new ConflictException("The password was changed by another request at the same time.");
    }

    /// <summary>Mails a code when the email is an active account's and the day's mails are not used up; nobody can tell from outside.</summary>
    public Task ForgotAsync(ForgotPassword request) => Task.WhenAll(SendCodeAsync(request.Email!), Task.Delay(CodeTime, time));

    /// <exception cref="InvalidInputException">The code is wrong, used, too old, or not this email's.</exception>
    /// <exception cref="TooManyRequestsException">Too many codes were tried for the email, whether it exists or not.</exception>
    public Task ResetAsync(Caller caller, PasswordReset reset) => Task.WhenAll(TakeCodeAsync(caller, reset), Task.Delay(CodeTime, time));

    private async Task TakeCodeAsync(Caller caller, PasswordReset reset)
    {
        var credential = await logins.FindAsync(reset.Email!);
        var stored = await CountTryAsync(credential.UserId);
        var mac = await codes.MacAsync(credential.UserId, reset.Code!);
        if (!stored.Accepts(mac, time.GetUtcNow()) || !credential.Active)
            throw WrongCode();
        var entry = AuditEntry.Of(caller, credential.UserId, AuditAction.PasswordReset, time.GetUtcNow());
        var password = NewCredential.WithPassword(reset.NewPassword!);
        if (!await contention.RetryAsync(() => credentials.SetPasswordAsync(credential, password, new EmailProof(Normalization.NormalizeEmail(reset.Email!), mac, users), entry, audit)))
            throw WrongCode();
    }

    /// <summary>An attempt is counted before the code is looked at, so that parallel attempts gain nothing.</summary>
    private async Task<AccountCodes> CountTryAsync(string userId)
    {
        while (true)
        {
            var (now, stored) = (time.GetUtcNow(), await credentials.ReadCodesAsync(userId));
            if (stored.PausedUntil(now) is { } end)
                throw new TooManyRequestsException("Too many codes were tried. Try again later.", end - now);
            if (await credentials.CountTryAsync(stored, now) is { } counted)
                return counted;
        }
    }

    private async Task SendCodeAsync(string email)
    {
        var credential = await logins.FindAsync(email);
        var before = await credentials.ReadCodesAsync(credential.UserId);
        var (code, stored) = await codes.NewAsync(credential.UserId, ResetCodes.ResetLife);
        var user = await users.FindAsync(credential.UserId);
        var (subject, content) = mails.PasswordReset(user?.Data.FirstName ?? "", code);
        var mail = await composer.ComposeAsync(user?.Data.Email ?? email, user is { HasUnprovenEmail: false } ? user.Id : null, subject, content);
        if (credential.Active && user?.Data.Email is not null && before.MayMail(mail.CreatedAt))
            await contention.RetryAsync(() => credentials.PutCodeAsync(before, stored, mail, messages));
    }

    private static InvalidInputException WrongCode() => new("code", "is wrong or no longer valid: ask for a new one");
}
