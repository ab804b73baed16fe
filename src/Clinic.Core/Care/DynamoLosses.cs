using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>Losses in the care table.</summary>
public sealed class DynamoLosses(DynamoCare care, DynamoUsers users, DynamoAuditStore audit, DynamoIdempotencyStore idempotency)
{
    /// <summary>Of one patient, removed ones too.</summary>
    public const int MostOfOne = 100;

    private const string Counted = "losses";

    /// <summary>Null when there is none, or it was removed.</summary>
    internal async Task<Loss?> FindAsync(string patientId, string id) =>
        await care.FindAsync(patientId, LossItems.Entry(id)) is { } item && LossItems.IsThere(item) ? LossItems.Read(item) : null;

    /// <summary>Newest first.</summary>
    internal async Task<Slice<Loss>> ListAsync(string patientId, Page page) => (await care.ListAsync(patientId, LossItems.Kind, page, LossItems.IsThere)).Select(LossItems.Read);

    /// <exception cref="ContentionException">The record is no longer as it was read.</exception>
    internal async Task AddAsync(Caller caller, User patient, Loss loss, AuditEntry entry, StoredResponse? response)
    {
        var transaction = users.BeginInRecord(caller, patient);
        care.AddCounts(transaction, patient.Id, (Counted, 1, MostOfOne));
        await care.AddPutAsync(transaction, LossItems.Write(loss), null, LossItems.Texts);
        audit.AddTo(transaction, entry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }
}

/// <summary>Losses as items of the care table. Those whose day is known stand in the index of all losses, sorted by month and day.</summary>
internal static class LossItems
{
    public const string Kind = "LOSS#";
    public const string Listing = "losses";

    /// <summary>The attributes that are sealed.</summary>
    public static readonly string[] Texts = ["name", "notes"];

    public static string Entry(string id) => Kind + id;

    public static bool IsThere(Dictionary<string, AttributeValue> item) => !item.ContainsKey("removedAt");

    public static Item Write(Loss loss)
    {
        var day = loss.RemovedAt is null ? loss.Date?.Day : null;
        return CareItems.Key(loss.PatientId, Entry(loss.Id))
            .Text("listing", day is null ? null : Listing)
            .Text("position", day is null ? null : $"{Kind}{day:MM-dd}#{loss.Id}")
            .Text("kind", loss.Kind)
            .Text("relation", loss.Relation)
            .Text("name", loss.Name)
            .Text("date", loss.Date?.Text)
            .Text("circumstance", loss.Circumstance)
            .Flag("expected", loss.Expected)
            .Text("notes", loss.Notes)
            .Flag("followUp", loss.FollowUp)
            .Number("version", loss.Version)
            .Time("createdAt", loss.CreatedAt)
            .Time("updatedAt", loss.UpdatedAt)
            .Time("removedAt", loss.RemovedAt);
    }

    /// <summary>Reads an item whose texts are open.</summary>
    public static Loss Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("subject"),
        item.Text("entry")[Kind.Length..],
        item.Text("kind"),
        item.TextOrNull("relation"),
        item.TextOrNull("name"),
        PartialDate.Parse(item.TextOrNull("date")),
        item.TextOrNull("circumstance"),
        item.FlagOrNull("expected"),
        item.TextOrNull("notes"),
        item.FlagOrNull("followUp"),
        item.Number("version"),
        item.Time("createdAt"),
        item.Time("updatedAt"));
}
