using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Sessions;

/// <summary>
/// Drafts in DynamoDB. What a draft says is sealed in the drafts table. That there is one is said by its author's item in the users
/// table, by an attribute <c>draft#</c> with the patient's id: the transaction of a session has the author's account as a condition anyway,
/// and so it has room to take the draft away (docs/adr/0060).
/// </summary>
public sealed class DynamoDrafts(IAmazonDynamoDB dynamo, string table, DynamoUsers users, KeyRing keys, TimeProvider time)
{
    public const int MostOfOne = 50;

    private const string Prefix = "draft#";

    /// <summary>The author's drafts in no order, those among them whose time is over.</summary>
    /// <exception cref="ForbiddenException">The author's account is not active.</exception>
    internal async Task<IReadOnlyList<DraftEntry>> ListAsync(Caller caller, string authorId)
    {
        var author = await dynamo.FindAsync(users.Table, UserItems.Key(authorId));
        if (author is null || author.Text("role") != caller.ActorRole.Name() || author.Text("status") != UserStatus.Active.Name())
            throw new ForbiddenException(ProblemCode.InactiveAccount);
        return [.. Entries(author)];
    }

    /// <summary>The caller's draft for a patient; null when there is none, or its time is over.</summary>
    /// <exception cref="ForbiddenException">The author's account is not active.</exception>
    internal async Task<DraftEntry?> FindEntryAsync(Caller caller, string patientId) => caller.UserId is { } authorId
        ? (await ListAsync(caller, authorId)).FirstOrDefault(entry => entry.PatientId == patientId && !entry.IsOver(time.GetUtcNow()))
        : null;

    /// <exception cref="ContentionException">It was changed in between.</exception>
    internal async Task<(DraftEntry Entry, DraftEdit Members)?> FindAsync(string authorId, string patientId)
    {
        var author = await dynamo.FindAsync(users.Table, UserItems.Key(authorId)) ?? [];
        if (Entries(author).FirstOrDefault(entry => entry.PatientId == patientId) is not { } entry || entry.IsOver(time.GetUtcNow()))
            return null;
        var text = await dynamo.FindAsync(table, Key(authorId, patientId));
        if (text?.BytesOrNull("sealed") is not { } ciphertext || text.Number("version") != entry.Version)
            throw new ContentionException();
        return await keys.OpenAsync(KeyRing.Drafts, text.Text("keyId"), ciphertext, Binding(authorId, patientId)) is { } plain
            ? (entry, JsonSerializer.Deserialize(plain, ClinicJson.TypeOf<DraftEdit>())!)
            : throw new InvalidOperationException("A draft does not open.");
    }

    /// <summary>The version that the last draft had which is no more; 0 when there was none.</summary>
    internal async Task<int> LastVersionAsync(string authorId, string patientId) =>
        await dynamo.FindAsync(table, Key(authorId, patientId)) is { } text ? text.Number("version") : 0;

    /// <exception cref="ContentionException">The author's account is not active, or another device has written since the draft was read.</exception>
    internal async Task PutAsync(Caller caller, string authorId, DraftEntry? before, DraftEntry entry, DraftEdit members)
    {
        var (ciphertext, keyId) = await keys.SealAsync(KeyRing.Drafts, JsonSerializer.SerializeToUtf8Bytes(members, ClinicJson.TypeOf<DraftEdit>()), Binding(authorId, entry.PatientId));
        var value = new Item().Number("version", entry.Version).Time("updatedAt", entry.UpdatedAt).Flag("substitute", entry.Substitute ? true : null);
        var text = Key(authorId, entry.PatientId)
            .Number("version", entry.Version)
            .Bytes("sealed", ciphertext)
            .Text("keyId", keyId)
            .Number("expiresAt", (entry.UpdatedAt + DraftEntry.Life).ToUnixTimeSeconds());
        var set = new Expression("SET #draft = :draft").Named("#draft", Prefix + entry.PatientId).With(":draft", value.AsMap());
        var asRead = before is null ? new Expression("attribute_not_exists(#draft)") : IsAsRead(before);
        await new Transaction(dynamo)
            .Update(users.Table, UserItems.Key(authorId), set, WhileActive(caller, asRead), unless: () => new ContentionException())
            .Put(table, text)
            .CommitAsync();
    }

    /// <exception cref="ContentionException">The author's account is not active, or another device has written since the draft was read.</exception>
    internal Task DeleteAsync(Caller caller, DraftEntry entry) =>
        BeginTaking(caller, entry).Update(table, Key(caller.UserId!, entry.PatientId), WithoutText).CommitAsync();

    /// <summary>Takes out what says that there is a draft whose time is over; its text expires by itself.</summary>
    internal Task DropAsync(string authorId, DraftEntry entry) => dynamo.TryUpdateAsync(users.Table, UserItems.Key(authorId), Removal(entry), IsAsRead(entry));

    /// <summary>A transaction that takes a draft away, on behalf of its author: like <see cref="DynamoUsers.Begin"/> it succeeds only while the account is active.</summary>
    internal Transaction BeginTaking(Caller caller, DraftEntry entry) => new Transaction(dynamo).Update(
        users.Table,
        UserItems.Key(caller.UserId!),
        Removal(entry),
        WhileActive(caller, IsAsRead(entry)),
        unless: () => new ContentionException());

    /// <summary>Removes the text of a draft that a session has taken away.</summary>
    internal async Task ForgetAsync(Caller caller, DraftEntry entry)
    {
        try
        {
            await dynamo.TryUpdateAsync(table, Key(caller.UserId!, entry.PatientId), WithoutText, new Expression("#version = :taken").With(":taken", entry.Version));
        }
        catch (Exception)
        {
            // The session is written, which the caller has to hear. The text expires, sealed.
        }
    }

    /// <summary>The version stays: a device that has it must not take the next draft for the one that it knows.</summary>
    private static Expression WithoutText => new("REMOVE #sealed, #keyId");

    private static Expression Removal(DraftEntry entry) => new Expression("REMOVE #draft").Named("#draft", Prefix + entry.PatientId);

    private static Expression IsAsRead(DraftEntry entry) => new Expression("#draft.#version = :seenVersion").With(":seenVersion", entry.Version);

    private static Expression WhileActive(Caller caller, Expression condition)
    {
        var active = UserAccess.IsActive(caller.ActorRole);
        var both = new Expression($"{active.Text} AND {condition.Text}");
        foreach (var (placeholder, value) in Expression.ValuesOf(active, condition)!)
            both.With(placeholder, value);
        return both;
    }

    private static IEnumerable<DraftEntry> Entries(Dictionary<string, AttributeValue> author) =>
        from attribute in author
        where attribute.Key.StartsWith(Prefix, StringComparison.Ordinal)
        let entry = (IReadOnlyDictionary<string, AttributeValue>)attribute.Value.M
        select new DraftEntry(attribute.Key[Prefix.Length..], entry.Number("version"), entry.Time("updatedAt"), entry.Flag("substitute"));

    private static Item Key(string authorId, string patientId) => new Item().Text("authorId", authorId).Text("userId", patientId);

    private static string Binding(string authorId, string patientId) => $"draft\n{authorId}\n{patientId}";
}
