using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Errors;
using Clinic.Core.Messages;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>Credentials in DynamoDB, for the auth function and the identity triggers alone.</summary>
public sealed class DynamoCredentialStore(IAmazonDynamoDB dynamo, string table, TimeProvider time)
{
    private static readonly TimeSpan UnknownAccountLife = TimeSpan.FromHours(49);

    /// <summary>The id of the user who has this address, or null. The address is in its normalized form.</summary>
    public async Task<string?> FindUserIdAsync(string email) => (await GetAsync(CredentialItems.Claim(email)))?.Text("userId");

    /// <summary>The credential of an account id. That of an unknown id has no hash, but may have failures.</summary>
    public async Task<Credential> ReadAsync(string userId) => CredentialItems.Read(userId, await GetAsync(CredentialItems.Key(userId)));

    /// <summary>Counts a failure on a credential as it was seen, and reads it.</summary>
    /// <returns>The credential with the failure counted; null when it has changed since it was seen.</returns>
    internal async Task<Credential?> CountFailureAsync(FailureCount seen, DateTimeOffset? lockedUntil)
    {
        var update = "SET #failures = :failures" + (lockedUntil is null ? "" : ", #lockedUntil = :lockedUntil") + (seen.Exists ? "" : ", #expiresAt = :expiresAt");
        var expression = new Expression(update).With(":failures", seen.Failures + 1);
        if (lockedUntil is { } end)
            expression.With(":lockedUntil", end);
        if (!seen.Exists)
            expression.With(":expiresAt", (time.GetUtcNow() + UnknownAccountLife).ToUnixTimeSeconds());
        var known = seen.Exists ? "#generation = :generation" : "attribute_not_exists(#role)";
        var uncounted = seen.Failures == 0 ? "attribute_not_exists(#failures) OR " : "";
        var unchanged = new Expression($"{known} AND ({uncounted}#failures = :seen)").With(":seen", seen.Failures);
        if (seen.Exists)
            unchanged.With(":generation", seen.Generation);
        return await dynamo.TryUpdateAsync(table, CredentialItems.Key(seen.UserId), expression, unchanged) is { } item ? CredentialItems.Read(seen.UserId, item) : null;
    }

    /// <summary>Clears the failures, as everything that was asked for was right.</summary>
    /// <param name="proof">Given when the user pool did not know the account, which allows it to be signed up there; it takes the place of the one before.</param>
    internal Task ClearFailuresAsync(Credential credential, SignInProof? proof = null) => UpdateAsync(
        credential.UserId,
        Prove(proof, "REMOVE #failures, #lockedUntil", "ADD"),
        new Expression("#generation = :generation").With(":generation", credential.Generation));

    /// <summary>Takes back the one failure that was counted for the first of two factors, which was right, so that guesses of the second stay counted.</summary>
    internal Task TakeBackFailureAsync(Credential credential, SignInProof? proof) => UpdateAsync(
        credential.UserId,
        Prove(proof, "REMOVE #lockedUntil", "ADD #failures :minusOne,").With(":minusOne", -1),
        new Expression("#generation = :generation AND #failures > :none").With(":generation", credential.Generation).With(":none", 0));

    private static Expression Prove(SignInProof? proof, string remove, string add)
    {
        var update = proof is null ? $"{remove}, #proofMac, #proofEndsAt {add} #proofs :proofs" : $"SET #proofMac = :proofMac, #proofEndsAt = :proofEndsAt {remove} {add} #proofs :proofs";
        var expression = new Expression(update).With(":proofs", proof is null ? 0 : 1);
        return proof is null ? expression : expression.With(":proofMac", proof.Mac).With(":proofEndsAt", proof.EndsAt);
    }

    private Task<Dictionary<string, AttributeValue>?> GetAsync(Item key) => dynamo.FindAsync(table, key);

    private async Task<bool> UpdateAsync(string userId, Expression update, Expression condition) =>
        await dynamo.TryUpdateAsync(table, CredentialItems.Key(userId), update, condition) is not null;
}

/// <summary>
/// An account's kinds of item in the credentials table: <c>email#</c> claims an address for a user and so keeps it unique
/// (<c>unproven</c> until the user has shown that it is theirs), <c>user#</c> is the credential, <c>code#</c> holds the codes of
/// invitation and reset mails with the times of mails and attempts, <c>enrolment#</c> a second factor's secret that no code has confirmed yet.
/// </summary>
internal static class CredentialItems
{
    public static Item Claim(string email) => new Item().Text("pk", "email#" + email);

    public static Item Key(string userId) => new Item().Text("pk", "user#" + userId);

    public static Item Code(string userId) => new Item().Text("pk", "code#" + userId);

    public static Item Enrolment(string userId) => new Item().Text("pk", "enrolment#" + userId);

    public static Item New(string userId, Role role, NewCredential credential, bool active, int generation) => Key(userId)
        .Text("role", role.Name())
        .Text("salt", credential.Salt)
        .Text("hash", credential.Hash)
        .Flag("active", active)
        .Number("generation", generation);

    public static Item NewInvitation(string userId, StoredCode code, DateTimeOffset mailedAt) => Code(userId)
        .Text("invitationMac", code.Mac)
        .Time("invitationEndsAt", code.ExpiresAt)
        .Times("mailedAt", [mailedAt])
        .Number("expiresAt", code.ExpiresAt.ToUnixTimeSeconds());

    public static AccountCodes ReadCodes(string userId, IReadOnlyDictionary<string, AttributeValue>? item) => item is null
        ? new AccountCodes(userId, null, 0, null, [], [])
        : new AccountCodes(
            userId,
            item.TextOrNull("mac") is { } mac ? new StoredCode(mac, item.TimeOrNull("endsAt") ?? EndOfItem(item)) : null,
            item.NumberOr("tries", 0),
            item.TextOrNull("invitationMac") is { } invitation ? new StoredCode(invitation, item.Time("invitationEndsAt")) : null,
            item.Times("mailedAt"),
            item.Times("triedAt"));

    public static Item NewEnrolment(string userId, SealedSecret secret, DateTimeOffset expiresAt) => Enrolment(userId)
        .Bytes("totpSecret", secret.Ciphertext)
        .Text("totpKeyId", secret.KeyId)
        .Number("expiresAt", expiresAt.ToUnixTimeSeconds());

    public static SealedSecret? ReadSecret(IReadOnlyDictionary<string, AttributeValue> item) =>
        item.BytesOrNull("totpSecret") is { } ciphertext ? new SealedSecret(ciphertext, item.Text("totpKeyId")) : null;

    public static Credential Read(string userId, IReadOnlyDictionary<string, AttributeValue>? item) => item is not { Count: > 0 }
        ? new Credential(userId, null, null, null, false, 0, 0, 0, null)
        : new Credential(
            userId,
            RoleNames.Parse(item.TextOrNull("role")),
            item.TextOrNull("salt"),
            item.TextOrNull("hash"),
            item.Flag("active"),
            item.NumberOr("generation", 0),
            item.NumberOr("proofs", 0),
            item.NumberOr("failures", 0),
            item.TimeOrNull("lockedUntil"),
            ReadSecret(item) is { } secret ? new SecondFactor(secret, item.LongOrNull("totpStep") ?? 0) : null,
            item.TextOrNull("proofMac") is { } proof ? new SignInProof(proof, item.Time("proofEndsAt")) : null);

    /// <summary>Before invitations had attributes of their own, a code ended with its item.</summary>
    private static DateTimeOffset EndOfItem(IReadOnlyDictionary<string, AttributeValue> item) => DateTimeOffset.FromUnixTimeSeconds(item.LongOrNull("expiresAt")!.Value);
}

/// <summary>What a change of a user means for their credential, and the mail that invites them, as writes of the user's own transaction. It reads nothing, as the users function may not.</summary>
/// <param name="messages">Null where nobody is invited.</param>
public sealed class CredentialWrites(string table, MessageWrites? messages)
{
    private static readonly DateTimeOffset FirstGeneration = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal void AddNew(Transaction transaction, User user, NewCredential credential, int generation = 0)
    {
        Claim(transaction, user);
        // It replaces the failures that may have been counted while the account had no credential.
        transaction.Put(
            table, CredentialItems.New(user.Id, user.Role, credential, user.Status is UserStatus.Active, generation), new Expression("attribute_not_exists(#role)"));
        if (credential.Invitation is not { } invitation)
            return;
        transaction.Put(table, CredentialItems.NewInvitation(user.Id, invitation.Code, invitation.Mail.CreatedAt));
        messages!.AddTo(transaction, invitation.Mail);
    }

    /// <param name="added">The credential of a user who had no email before.</param>
    internal void AddChange(Transaction transaction, User before, User after, NewCredential? added)
    {
        var (old, current) = (before.Data.Email, after.Data.Email);
        if (old != current && old is not null)
        {
            transaction.Delete(table, CredentialItems.Claim(old), new Expression("#userId = :userId").With(":userId", before.Id));
            if (current is not null)
                transaction.Delete(table, CredentialItems.Code(before.Id)); // a code that went to the old address ends with it
        }
        if (old is null && current is not null)
            AddNew(transaction, after, added!, LaterGeneration(after));
        else if (old is not null && current is null)
            transaction.Delete(table, CredentialItems.Key(before.Id), new Expression("attribute_exists(#pk)"));
        else if (old != current)
            Claim(transaction, after);
        if (old is not null && current is not null && before.Status != after.Status)
            SetActive(transaction, after);
    }

    /// <summary>
    /// A user who had an email before may have had a credential, which went with that email. The seconds since 2020 are above
    /// every generation that it can have reached, so that none of its refresh tokens becomes valid again.
    /// </summary>
    private static int LaterGeneration(User user) => (int)(user.UpdatedAt - FirstGeneration).TotalSeconds;

    /// <summary>Deactivating raises the generation, so that no earlier refresh token becomes valid again with the account.</summary>
    private void SetActive(Transaction transaction, User user) => transaction.Update(
        table,
        CredentialItems.Key(user.Id),
        (user.Status is UserStatus.Active
            ? new Expression("SET #active = :active")
            : new Expression("SET #active = :active REMOVE #proofs ADD #generation :one").With(":one", 1)).With(":active", user.Status is UserStatus.Active),
        new Expression("attribute_exists(#pk)"));

    /// <summary>Refuses the transaction as a conflict when the email is somebody else's.</summary>
    private void Claim(Transaction transaction, User user) => transaction.Create(
        table, CredentialItems.Claim(user.Data.Email!).Text("userId", user.Id).Flag("unproven", user.HasUnprovenEmail ? true : null), "pk",
        unless: () => new ConflictException(ProblemCode.EmailTaken));
}
