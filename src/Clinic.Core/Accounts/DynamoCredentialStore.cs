using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Messages;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>Credentials in DynamoDB, for the auth function and the identity triggers alone.</summary>
public sealed class DynamoCredentialStore(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private static readonly TimeSpan UnknownAccountLife = TimeSpan.FromHours(49);

    /// <summary>The id of the user who has this address, or null. The address is in its normalized form.</summary>
    public async Task<string?> FindUserIdAsync(string email) => (await GetAsync(CredentialItems.Claim(email)))?.Text("userId");

    /// <summary>The credential of an account id; of an unknown id, one without a hash that may have failures.</summary>
    public async Task<Credential> ReadAsync(string userId) => CredentialItems.Read(userId, await GetAsync(CredentialItems.Key(userId)));

    /// <summary>
    /// A lock that is a moment old may be that of an attempt still being checked, which lifts it when the password is right:
    /// waits for that, so that right passwords sent at once do not lock each other out.
    /// </summary>
    internal async Task<Credential> SettleAsync(Credential credential)
    {
        for (var pauses = 0; pauses < 8 && LoginGuard.LockedSince(credential) is { } since && time.GetUtcNow() - since < TimeSpan.FromSeconds(1); pauses++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(100, 200)));
            credential = await ReadAsync(credential.UserId);
        }
        return credential;
    }

    /// <summary>Counts a failure on a credential as it was read; false when somebody else has counted in between.</summary>
    internal Task<bool> CountFailureAsync(Credential credential, DateTimeOffset? lockedUntil)
    {
        var update = "SET #failures = :failures" + (lockedUntil is null ? "" : ", #lockedUntil = :lockedUntil") + (credential.Exists ? "" : ", #expiresAt = :expiresAt");
        var expression = new Expression(update).With(":failures", credential.Failures + 1);
        if (lockedUntil is { } end)
            expression.With(":lockedUntil", end);
        if (!credential.Exists)
            expression.With(":expiresAt", (time.GetUtcNow() + UnknownAccountLife).ToUnixTimeSeconds());
        var known = credential.Exists ? "attribute_exists(#role)" : "attribute_not_exists(#role)";
        var uncounted = credential.Failures == 0 ? "attribute_not_exists(#failures) OR " : "";
        var unchanged = new Expression($"{known} AND ({uncounted}#failures = :seen)").With(":seen", credential.Failures);
        return UpdateAsync(credential.UserId, expression, unchanged);
    }

    /// <summary>Everything that was asked for was right: clears the failures.</summary>
    /// <param name="proofs">1 when the user pool did not know the account, which allows it to be signed up there; otherwise 0.</param>
    internal Task ClearFailuresAsync(Credential credential, int proofs = 0) => UpdateAsync(
        credential.UserId,
        new Expression("REMOVE #failures, #lockedUntil ADD #proofs :proofs").With(":proofs", proofs),
        new Expression("#generation = :generation").With(":generation", credential.Generation));

    /// <summary>The first of two factors was right: only its own count is taken back, so that guessing the second one stays counted.</summary>
    internal Task TakeBackFailureAsync(Credential credential, int proofs) => UpdateAsync(
        credential.UserId,
        new Expression("REMOVE #lockedUntil ADD #failures :minusOne, #proofs :proofs").With(":minusOne", -1).With(":proofs", proofs),
        new Expression("#generation = :generation AND #failures > :none").With(":generation", credential.Generation).With(":none", 0));

    /// <summary>The codes of an account id, which nobody need have.</summary>
    internal async Task<AccountCodes> ReadCodesAsync(string userId) => CredentialItems.ReadCodes(userId, await GetAsync(CredentialItems.Code(userId)));

    /// <summary>Stores a reset code in place of the one before, together with the mail that brings it; false when another one was mailed since the codes were read.</summary>
    internal async Task<bool> PutCodeAsync(AccountCodes codes, StoredCode code, Message mail, MessageWrites messages)
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

    /// <summary>Counts a try of a code, for an account that nobody has too.</summary>
    /// <returns>The codes with the try counted; null when they have changed since they were read, and the try is to be counted anew.</returns>
    internal async Task<AccountCodes?> CountTryAsync(AccountCodes codes, DateTimeOffset now)
    {
        // A code of before had its end in expiresAt alone.
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
            return null; // a code is being mailed at this moment, which must not show
        }
    }

    /// <summary>Sets a new password in place of the one that was read. Failures, lock and every session end with it.</summary>
    /// <param name="proof">What else a code from a mail does, which is used up.</param>
    /// <returns>False when the code or the old password is no longer the current one.</returns>
    internal async Task<bool> SetPasswordAsync(Credential credential, NewCredential password, EmailProof? proof, AuditEntry entry, DynamoAuditStore audit)
    {
        var update = new Expression("SET #salt = :salt, #hash = :hash REMOVE #failures, #lockedUntil, #proofs ADD #generation :one")
            .With(":salt", password.Salt).With(":hash", password.Hash!).With(":one", 1);
        var unchanged = new Expression("#generation = :generation AND #active = :active").With(":generation", credential.Generation).With(":active", true);
        var transaction = new Transaction(dynamo).Update(table, CredentialItems.Key(credential.UserId), update, unchanged);
        if (proof is not null)
        {
            // What was mailed stays counted.
            transaction.Update(
                table,
                CredentialItems.Code(credential.UserId),
                new Expression("REMOVE #mac, #endsAt, #tries, #invitationMac, #invitationEndsAt, #triedAt"),
                new Expression("#mac = :mac OR #invitationMac = :mac").With(":mac", proof.CodeMac));
            transaction.Update(
                table, CredentialItems.Claim(proof.Email), new Expression("REMOVE #unproven"), new Expression("#userId = :userId").With(":userId", credential.UserId));
            proof.Users.AddProvenEmail(transaction, credential.UserId);
        }
        audit.AddTo(transaction, entry);
        return await transaction.TryCommitAsync();
    }

    /// <summary>Mails and tries count for a day, and no code ends before its time.</summary>
    private static long EndOf(AccountCodes codes, DateTimeOffset now) =>
        new[] { now + AccountCodes.Day, codes.Reset?.ExpiresAt ?? now, codes.Invitation?.ExpiresAt ?? now }.Max().ToUnixTimeSeconds();

    private static Expression Unchanged(string name, IReadOnlyList<DateTimeOffset> seen) => seen.Count == 0
        ? new Expression($"attribute_not_exists(#{name})")
        : new Expression($"#{name} = :seen").With(":seen", ItemValues.Write(seen));

    private Task<Dictionary<string, AttributeValue>?> GetAsync(Item key) => dynamo.FindAsync(table, key);

    private async Task<bool> UpdateAsync(string userId, Expression update, Expression condition) =>
        await dynamo.TryUpdateAsync(table, CredentialItems.Key(userId), update, condition) is not null;
}

/// <summary>A code that came by mail: whoever has it reads the mails of the account's address.</summary>
internal sealed record EmailProof(string Email, string CodeMac, DynamoUsers Users);
