using Amazon.DynamoDBv2.Model;
using Amazon.DynamoDBv2;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
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
    DynamoPasswordStore store,
    TimeProvider time)
{
    /// <summary>No response about a code comes sooner, so that its time does not reveal whether the account exists.</summary>
    private static readonly TimeSpan CodeTime = TimeSpan.FromMilliseconds(400);

    private readonly Contention contention = new(time);

    /// <exception cref="InvalidInputException">The current password is wrong; it counts as a failed login.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    public async Task ChangeAsync(Caller caller, PasswordChange change)
    {
        if (caller.UserId is not { } userId || await users.FindAsync(userId) is not { } user)
            throw new NotFoundException(ProblemCode.NoUser);
        if (!PasswordRules.IsNotEmail(change.NewPassword, user.Data.Email))
            throw new InvalidInputException("newPassword", PasswordRules.IsEmail);
        var credential = await credentials.ReadAsync(userId);
        await guard.CheckCurrentPasswordAsync(credential, change.CurrentPassword!);
        var entry = AuditEntry.Of(caller, userId, AuditAction.PasswordChanged, time.GetUtcNow());
        var password = NewCredential.WithPassword(change.NewPassword!);
        if (!await contention.RetryAsync(() => store.SetPasswordAsync(credential, password, null, entry)))
            throw new ConflictException(ProblemCode.AccountChanged);
    }

    /// <summary>Mails a code when the email is that of an active account and the day's mails are not used up. From outside both cases look the same.</summary>
    public Task ForgotAsync(ForgotPassword request) => Task.WhenAll(SendCodeAsync(request.Email!), Task.Delay(CodeTime, time));

    /// <param name="tell">Gets what is left of the day's attempts, of an email that nobody has as of any other.</param>
    /// <exception cref="InvalidInputException">The code is wrong, used, too old, or not this email's.</exception>
    /// <exception cref="TooManyRequestsException">Too many codes were tried for the email, whether or not it exists.</exception>
    public Task ResetAsync(Caller caller, PasswordReset reset, Action<AttemptsLeft>? tell = null) => Task.WhenAll(TakeCodeAsync(caller, reset, tell), Task.Delay(CodeTime, time));

    private async Task TakeCodeAsync(Caller caller, PasswordReset reset, Action<AttemptsLeft>? tell)
    {
        var credential = await logins.FindAsync(reset.Email!);
        var stored = await CountTryAsync(credential.UserId);
        tell?.Invoke(stored.Left(time.GetUtcNow()));
        var mac = await codes.MacAsync(credential.UserId, reset.Code!);
        if (!stored.Accepts(mac, time.GetUtcNow()) || !credential.Active)
            throw WrongCode();
        var entry = AuditEntry.Of(caller, credential.UserId, AuditAction.PasswordReset, time.GetUtcNow());
        var password = NewCredential.WithPassword(reset.NewPassword!);
        if (!await contention.RetryAsync(() => store.SetPasswordAsync(credential, password, new EmailProof(Normalization.NormalizeEmail(reset.Email!), mac), entry)))
            throw WrongCode();
        tell?.Invoke(AccountCodes.AllLeft);
    }

    /// <summary>An attempt is counted before the code is looked at, so that parallel attempts gain nothing.</summary>
    private async Task<AccountCodes> CountTryAsync(string userId)
    {
        while (true)
        {
            var (now, stored) = (time.GetUtcNow(), await store.ReadCodesAsync(userId));
            if (stored.PausedUntil(now) is { } end)
                throw new TooManyRequestsException(ProblemCode.TooManyCodes, end - now);
            if (await store.CountTryAsync(stored, now) is { } counted)
                return counted;
        }
    }

    private async Task SendCodeAsync(string email)
    {
        var credential = await logins.FindAsync(email);
        var before = await store.ReadCodesAsync(credential.UserId);
        var (code, stored) = await codes.NewAsync(credential.UserId, ResetCodes.ResetLife);
        var user = await users.FindAsync(credential.UserId);
        var (subject, content) = mails.PasswordReset(user?.Data.FirstName ?? "", code);
        var mail = await composer.ComposeAsync(user?.Data.Email ?? email, user is { HasUnprovenEmail: false } ? user.Id : null, subject, content);
        if (credential.Active && user?.Data.Email is not null && before.MayMail(mail.CreatedAt))
            await contention.RetryAsync(() => store.PutCodeAsync(before, stored, mail));
    }

    private static InvalidInputException WrongCode() => new("code", FieldCode.Wrong, new("no es correcto o ya no es válido: pida uno nuevo", "is wrong or no longer valid: ask for a new one"));
}

/// <summary>Passwords and the codes with which they are chosen, in the credentials table. Only the auth function uses it.</summary>
public sealed class DynamoPasswordStore(IAmazonDynamoDB dynamo, string table, MessageWrites messages, DynamoUsers users, DynamoAuditStore audit)
{
    /// <summary>The codes of an account id, even if no user has it.</summary>
    internal async Task<AccountCodes> ReadCodesAsync(string userId) => CredentialItems.ReadCodes(userId, await dynamo.FindAsync(table, CredentialItems.Code(userId)));

    /// <summary>Replaces the reset code, together with the mail that brings it; false when another code was mailed since the codes were read.</summary>
    internal async Task<bool> PutCodeAsync(AccountCodes codes, StoredCode code, Message mail)
    {
        var update = new Expression("SET #mac = :mac, #endsAt = :endsAt, #tries = :none, #mailedAt = :mailedAt, #expiresAt = :expiresAt")
            .With(":mac", code.Mac)
            .With(":endsAt", code.ExpiresAt)
            .With(":none", 0)
            .With(":mailedAt", ItemValues.Write(AccountCodes.WithOneMore(codes.MailedAt, mail.CreatedAt)))
            .With(":expiresAt", EndOf(codes, mail.CreatedAt));
        var transaction = new Transaction(dynamo).Update(table, CredentialItems.Code(codes.UserId), update, Unchanged("mailedAt", codes.MailedAt));
        messages.AddTo(transaction, mail);
        return await transaction.TryCommitAsync();
    }

    /// <summary>Counts an attempt with a code, even for an account that does not exist.</summary>
    /// <returns>The codes with the attempt counted; null when they have changed since they were read, so that the attempt has to be counted again.</returns>
    internal async Task<AccountCodes?> CountTryAsync(AccountCodes codes, DateTimeOffset now)
    {
        // Older codes have their end in expiresAt alone.
        var update = new Expression("SET #triedAt = :triedAt, #expiresAt = :expiresAt" + (codes.Reset is null ? "" : ", #endsAt = if_not_exists(#endsAt, :endsAt)") + " ADD #tries :one")
            .With(":triedAt", ItemValues.Write(AccountCodes.WithOneMore(codes.TriedAt, now)))
            .With(":expiresAt", EndOf(codes, now))
            .With(":one", 1);
        if (codes.Reset is { } reset)
            update.With(":endsAt", reset.ExpiresAt);
        try
        {
            return await dynamo.TryUpdateAsync(table, CredentialItems.Code(codes.UserId), update, Unchanged("triedAt", codes.TriedAt)) is { } item
                ? CredentialItems.ReadCodes(codes.UserId, item)
                : null;
        }
        catch (TransactionConflictException)
        {
            return null; // a code is being mailed just now, which must not show
        }
    }

    /// <summary>Sets a new password in place of the one that was read. Failures, lock and every session end with it.</summary>
    /// <param name="proof">The code from a mail, which is used up, and the email that it proves; null without a code.</param>
    /// <returns>False when the code or the old password is no longer the current one.</returns>
    internal async Task<bool> SetPasswordAsync(Credential credential, NewCredential password, EmailProof? proof, AuditEntry entry)
    {
        var update = new Expression("SET #salt = :salt, #hash = :hash REMOVE #failures, #lockedUntil, #proofs ADD #generation :one")
            .With(":salt", password.Salt).With(":hash", password.Hash!).With(":one", 1);
        var unchanged = new Expression("#generation = :generation AND #active = :active").With(":generation", credential.Generation).With(":active", true);
        var transaction = new Transaction(dynamo).Update(table, CredentialItems.Key(credential.UserId), update, unchanged);
        if (proof is not null)
        {
            // The mails stay counted.
            transaction.Update(
                table,
                CredentialItems.Code(credential.UserId),
                new Expression("REMOVE #mac, #endsAt, #tries, #invitationMac, #invitationEndsAt, #triedAt"),
                new Expression("#mac = :mac OR #invitationMac = :mac").With(":mac", proof.CodeMac));
            transaction.Update(
                table, CredentialItems.Claim(proof.Email), new Expression("REMOVE #unproven"), new Expression("#userId = :userId").With(":userId", credential.UserId));
            users.AddProvenEmail(transaction, credential.UserId);
        }
        audit.AddTo(transaction, entry);
        return await transaction.TryCommitAsync();
    }

    /// <summary>Mails and attempts count for a day, and no code ends before its time.</summary>
    private static long EndOf(AccountCodes codes, DateTimeOffset now) =>
        new[] { now + AccountCodes.Day, codes.Reset?.ExpiresAt ?? now, codes.Invitation?.ExpiresAt ?? now }.Max().ToUnixTimeSeconds();

    private static Expression Unchanged(string name, IReadOnlyList<DateTimeOffset> seen) => seen.Count == 0
        ? new Expression($"attribute_not_exists(#{name})")
        : new Expression($"#{name} = :seen").With(":seen", ItemValues.Write(seen));
}

/// <summary>A code that came by mail: whoever has it reads the mails to the account's address.</summary>
internal sealed record EmailProof(string Email, string CodeMac);
