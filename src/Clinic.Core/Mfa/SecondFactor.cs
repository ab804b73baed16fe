using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Storage;

namespace Clinic.Core.Mfa;

/// <summary>A TOTP secret as it is stored: encrypted, and the id of the key that opens it.</summary>
public sealed record SealedSecret(ReadOnlyMemory<byte> Ciphertext, string KeyId);

/// <summary>The second factor of an account.</summary>
/// <param name="LastStep">The time step of the last code that was taken: it and those before it are used up (RFC 6238, section 5.2).</param>
public sealed record SecondFactor(SealedSecret Secret, long LastStep);

/// <summary>Checks second factors: every code works once, and wrong ones count towards the account's lock like wrong passwords.</summary>
public sealed class SecondFactorGuard(LoginGuard guard, TotpSecrets secrets, RecoveryCodes recoveryCodes, DynamoSecondFactorStore store)
{
    private const int TotpDigits = 6;

    /// <summary>Takes a code of the authenticator app or a recovery code, and uses it up.</summary>
    public Task<bool> VerifyAsync(Credential credential, string typed) => guard.VerifyAsync(credential, async counted =>
    {
        if (counted.SecondFactor is not { } factor)
            return false;
        var code = TypedCode.Normalize(typed);
        if (!IsTotp(code))
            return await store.TryUseRecoveryCodeAsync(counted.UserId, await recoveryCodes.MacAsync(counted.UserId, code));
        return await secrets.StepOfAsync(counted.UserId, factor.Secret, code) is { } step && await store.TryUseStepAsync(counted.UserId, step);
    });

    /// <summary>The step of the first code of a secret that is not the account's second factor yet; null when the code is wrong.</summary>
    public async Task<long?> FirstStepAsync(Credential credential, SealedSecret secret, string typed)
    {
        long? step = null;
        await guard.VerifyAsync(credential, async counted => (step = await secrets.StepOfAsync(counted.UserId, secret, TypedCode.Normalize(typed))) is not null);
        return step;
    }

    private static bool IsTotp(string code) => code.Length == TotpDigits && code.All(char.IsAsciiDigit);
}

/// <summary>
/// Second factors, in the item of the credential. A secret that no code has confirmed yet is an item of its own, which expires.
/// For the auth function and the identity triggers.
/// </summary>
public sealed class DynamoSecondFactorStore(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private static readonly TimeSpan EnrolmentLife = TimeSpan.FromMinutes(15);

    /// <summary>Keeps a secret until a code confirms it, in place of one that waits already.</summary>
    internal Task PutEnrolmentAsync(string userId, SealedSecret secret) => dynamo.PutItemAsync(new PutItemRequest
    {
        TableName = table,
        Item = CredentialItems.NewEnrolment(userId, secret, time.GetUtcNow() + EnrolmentLife).Attributes,
    });

    /// <summary>The secret that waits for its confirmation; null when there is none or it has waited too long.</summary>
    internal async Task<SealedSecret?> FindEnrolmentAsync(string userId) =>
        await dynamo.FindAsync(table, CredentialItems.Enrolment(userId)) is { } item && item.LongOrNull("expiresAt") > time.GetUtcNow().ToUnixTimeSeconds()
            ? CredentialItems.ReadSecret(item)
            : null;

    /// <summary>Turns the second factor on. Every earlier session, which only a password has opened, ends.</summary>
    /// <returns>False when the credential or the waiting secret has changed since they were read.</returns>
    internal async Task<bool> EnableAsync(
        Credential credential, SecondFactor factor, IEnumerable<byte[]> recoveryCodes, AuditEntry entry, DynamoAuditStore audit)
    {
        var update = new Expression(
            "SET #totpSecret = :secret, #totpKeyId = :keyId, #totpStep = :step, #recoveryCodes = :codes REMOVE #proofs ADD #generation :one")
            .With(":secret", Bytes(factor.Secret.Ciphertext))
            .With(":keyId", factor.Secret.KeyId)
            .With(":step", factor.LastStep)
            .With(":codes", Set(recoveryCodes))
            .With(":one", 1);
        var waiting = new Expression("#totpSecret = :secret").With(":secret", Bytes(factor.Secret.Ciphertext));
        var transaction = new Transaction(dynamo)
            .Update(table, CredentialItems.Key(credential.UserId), update, Unchanged(credential, "attribute_not_exists(#totpSecret)"))
            .Delete(table, CredentialItems.Enrolment(credential.UserId), waiting);
        audit.AddTo(transaction, entry);
        return await transaction.TryCommitAsync();
    }

    /// <param name="endsSessions">Whether it also ends every session, the failures and the lock, for an account that is given back to its owner.</param>
    /// <returns>False when the credential has changed since it was read.</returns>
    internal async Task<bool> DisableAsync(Credential credential, AuditEntry entry, DynamoAuditStore audit, bool endsSessions = false)
    {
        const string Factor = "REMOVE #totpSecret, #totpKeyId, #totpStep, #recoveryCodes";
        var update = endsSessions ? new Expression(Factor + ", #failures, #lockedUntil, #proofs ADD #generation :one").With(":one", 1) : new Expression(Factor);
        var transaction = new Transaction(dynamo)
            .Update(table, CredentialItems.Key(credential.UserId), update, Unchanged(credential, "attribute_exists(#totpSecret)"));
        audit.AddTo(transaction, entry);
        return await transaction.TryCommitAsync();
    }

    /// <summary>False when the code of this time step or of a later one was used before.</summary>
    internal async Task<bool> TryUseStepAsync(string userId, long step) => await dynamo.TryUpdateAsync(
        table, CredentialItems.Key(userId), new Expression("SET #totpStep = :step").With(":step", step), new Expression("#totpStep < :step")) is not null;

    /// <summary>False when the account has no such code any more.</summary>
    internal async Task<bool> TryUseRecoveryCodeAsync(string userId, byte[] mac) => await dynamo.TryUpdateAsync(
        table,
        CredentialItems.Key(userId),
        new Expression("DELETE #recoveryCodes :used").With(":used", Set([mac])),
        new Expression("contains(#recoveryCodes, :mac)").With(":mac", Bytes(mac))) is not null;

    private static Expression Unchanged(Credential credential, string condition) =>
        new Expression($"#generation = :generation AND #active = :active AND {condition}").With(":generation", credential.Generation).With(":active", true);

    private static AttributeValue Bytes(ReadOnlyMemory<byte> bytes) => new() { B = new MemoryStream(bytes.ToArray()) };

    private static AttributeValue Set(IEnumerable<byte[]> values) => new() { BS = [.. values.Select(value => new MemoryStream(value))] };
}
