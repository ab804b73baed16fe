using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Messages;
using Clinic.Core.Storage;

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

    /// <summary>A right password clears the failures, and allows the account to be signed up in the pool.</summary>
    internal Task ClearFailuresAsync(Credential credential) => UpdateAsync(
        credential.UserId,
        credential.Pool is PoolState.Unknown
            ? new Expression("SET #pool = :proven REMOVE #failures, #lockedUntil").With(":proven", "proven")
            : new Expression("REMOVE #failures, #lockedUntil"),
        new Expression("#generation = :generation").With(":generation", credential.Generation));

    /// <summary>The first of two factors was right: only its own count is taken back, so that guessing the second one stays counted.</summary>
    internal Task TakeBackFailureAsync(Credential credential) => UpdateAsync(
        credential.UserId,
        credential.Pool is PoolState.Unknown
            ? new Expression("SET #pool = :proven REMOVE #lockedUntil ADD #failures :minusOne").With(":proven", "proven").With(":minusOne", -1)
            : new Expression("REMOVE #lockedUntil ADD #failures :minusOne").With(":minusOne", -1),
        new Expression("#generation = :generation AND #failures > :none").With(":generation", credential.Generation).With(":none", 0));

    internal Task MarkSignedUpAsync(Credential credential) => UpdateAsync(
        credential.UserId,
        new Expression("SET #pool = :signedUp").With(":signedUp", "signedUp"),
        new Expression("#generation = :generation").With(":generation", credential.Generation));

    /// <summary>Stores a code together with the mail that brings it, unless the user was sent one within the last minute.</summary>
    internal async Task<bool> PutCodeAsync(string userId, StoredCode code, Message mail, MessageWrites messages)
    {
        var isFirst = new Expression("attribute_not_exists(#pk) OR #sentAt < :recent").With(":recent", code.SentAt - TimeSpan.FromMinutes(1));
        var transaction = new Transaction(dynamo).Put(table, CredentialItems.NewCode(userId, code), isFirst, "code");
        messages.AddTo(transaction, mail);
        return await transaction.CommitAsync() is null;
    }

    /// <summary>Uses up one try of the user's code; the stored MAC, or null when there is no code, it has ended or its tries are used up.</summary>
    internal async Task<string?> TryCodeAsync(string userId)
    {
        var update = new Expression("ADD #tries :one").With(":one", 1);
        var usable = new Expression("#tries < :most AND #expiresAt > :now").With(":most", ResetCodes.Tries).With(":now", time.GetUtcNow().ToUnixTimeSeconds());
        return (await dynamo.TryUpdateAsync(table, CredentialItems.Code(userId), update, usable))?.Text("mac");
    }

    /// <summary>Sets a new password in place of the one that was read. Failures, lock and every session end with it.</summary>
    /// <param name="proof">What else a code from a mail does, which is used up.</param>
    /// <returns>False when the code or the old password is no longer the current one.</returns>
    internal async Task<bool> SetPasswordAsync(Credential credential, NewCredential password, EmailProof? proof, AuditEntry entry, DynamoAuditStore audit)
    {
        var update = new Expression("SET #salt = :salt, #hash = :hash REMOVE #failures, #lockedUntil, #pool ADD #generation :one")
            .With(":salt", password.Salt).With(":hash", password.Hash!).With(":one", 1);
        var unchanged = new Expression("#generation = :generation AND #active = :active").With(":generation", credential.Generation).With(":active", true);
        var transaction = new Transaction(dynamo).Update(table, CredentialItems.Key(credential.UserId), update, unchanged, "credential");
        if (proof is not null)
        {
            transaction.Delete(table, CredentialItems.Code(credential.UserId), new Expression("#mac = :mac").With(":mac", proof.CodeMac), "code");
            transaction.Update(
                table, CredentialItems.Claim(proof.Email), new Expression("REMOVE #unproven"), new Expression("#userId = :userId").With(":userId", credential.UserId), "email");
            proof.Users.AddProvenEmail(transaction, credential.UserId);
        }
        audit.AddTo(transaction, entry);
        return await transaction.CommitAsync() is null;
    }

    private Task<Dictionary<string, AttributeValue>?> GetAsync(Item key) => dynamo.FindAsync(table, key);

    private async Task<bool> UpdateAsync(string userId, Expression update, Expression condition) =>
        await dynamo.TryUpdateAsync(table, CredentialItems.Key(userId), update, condition) is not null;
}

/// <summary>A code that came by mail: whoever has it reads the mails of the account's address.</summary>
internal sealed record EmailProof(string Email, string CodeMac, DynamoLoginStore Users);
