using Amazon.DynamoDBv2.Model;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Accounts;

/// <summary>
/// An account's kinds of item in the credentials table: <c>email#</c> claims an address for a user and so keeps it unique
/// (<c>unproven</c> as long as the user has only said that it is theirs), <c>user#</c> is the credential, <c>code#</c> the codes of
/// invitation and reset mails with their mails and tries, <c>enrolment#</c> a second factor's secret that no code has confirmed yet.
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
        .Bytes("totpSecret", secret.Box)
        .Text("totpKeyId", secret.KeyId)
        .Number("expiresAt", expiresAt.ToUnixTimeSeconds());

    public static SealedSecret? ReadSecret(IReadOnlyDictionary<string, AttributeValue> item) =>
        item.BytesOrNull("totpSecret") is { } box ? new SealedSecret(box, item.Text("totpKeyId")) : null;

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
            ReadSecret(item) is { } secret ? new SecondFactor(secret, item.LongOrNull("totpStep") ?? 0) : null);

    /// <summary>A code of before invitations had a place of their own ended with its item.</summary>
    private static DateTimeOffset EndOfItem(IReadOnlyDictionary<string, AttributeValue> item) => DateTimeOffset.FromUnixTimeSeconds(item.LongOrNull("expiresAt")!.Value);
}
