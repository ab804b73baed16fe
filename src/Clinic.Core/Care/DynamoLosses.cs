using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>Losses in the care table. A loss and the tasks for the months after it are one transaction.</summary>
public sealed class DynamoLosses(DynamoCare care, DynamoTasks tasks, DynamoUsers users, DynamoAuditStore audit, DynamoIdempotencyStore idempotency)
{
    /// <summary>Of one patient, removed ones too.</summary>
    public const int MostOfOne = 100;

    private const string Counted = "losses";

    /// <summary>Null when there is none, or it was removed.</summary>
    internal async Task<Loss?> FindAsync(string patientId, string id) =>
        await care.FindAsync(patientId, LossItems.Entry(id)) is { } item && LossItems.IsThere(item) ? LossItems.Read(item) : null;

    /// <summary>Newest first.</summary>
    internal async Task<Slice<Loss>> ListAsync(string patientId, Page page) => (await care.ListAsync(patientId, LossItems.Kind, page, LossItems.IsThere)).Select(LossItems.Read);

    /// <summary>The patients and losses, with their days, of all losses in ranges of months and days.</summary>
    internal async Task<IReadOnlyList<(string PatientId, string LossId, DateOnly Day)>> ListDaysAsync(IEnumerable<(string First, string Last)> ranges)
    {
        var found = new List<Dictionary<string, AttributeValue>>();
        foreach (var (first, last) in ranges)
            found.AddRange(await care.ReadRangeAsync("byListing", "listing", LossItems.Listing, (LossItems.Kind + first, LossItems.Kind + last + "~"), null, int.MaxValue));
        return [.. found.Select(item => (item.Text("subject"), LossItems.Id(item), item.DateOrNull("date")!.Value))];
    }

    /// <summary>Writes a loss as it is now, and what it changes of its tasks.</summary>
    /// <param name="before">As it was read; null of a new one.</param>
    /// <exception cref="ContentionException">The record is no longer as it was read, or the loss or a task.</exception>
    internal async Task PutAsync(
        Caller caller, User patient, Loss? before, Loss after, IReadOnlyList<(CareTask? Before, CareTask After)> followUps, AuditEntry entry, StoredResponse? response)
    {
        var transaction = users.BeginInRecord(caller, patient);
        var counts = new List<(string Kind, int More, int Most)>();
        if (before is null)
            counts.Add((Counted, 1, MostOfOne));
        if (followUps.Count(task => task.Before is null) is var more and > 0)
            counts.Add(DynamoTasks.Count(more));
        if (counts.Count > 0)
            care.AddCounts(transaction, patient.Id, counts);
        await care.AddPutAsync(transaction, LossItems.Write(after), before?.Version, LossItems.Texts);
        foreach (var task in followUps)
            await tasks.AddPutAsync(transaction, task.Before, task.After);
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

    private static readonly string[] Derived = ["listing", "position", "version", "updatedAt"];

    public static string Entry(string id) => Kind + id;

    public static string Id(IReadOnlyDictionary<string, AttributeValue> item) => item.Text("entry")[Kind.Length..];

    /// <summary>The fields that differ, for the audit.</summary>
    public static IReadOnlyList<string> Difference(Loss before, Loss after) =>
        [.. ItemDifference.Attributes(Write(before), Write(after)).Except(Derived).Order(StringComparer.Ordinal)];

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
        Id(item),
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
