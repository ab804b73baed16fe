using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>
/// Alerts: what is open is a part of the patient's item, the texts and what is closed are in the care table. An alert that the server has
/// opened has no item there before a person reviews it. docs/adr/0062.
/// </summary>
public sealed class DynamoAlerts(DynamoCare care, DynamoUsers users, DynamoAuditStore audit, DynamoIdempotencyStore idempotency)
{
    /// <summary>Of one patient, those that persons open.</summary>
    private const int MostOfOne = 1_000;

    private const string Counted = "alerts";

    internal async Task<Alert?> FindAsync(string patientId, string id) =>
        await care.FindAsync(patientId, AlertItems.Entry(id)) is { } item ? AlertItems.Read(item) : null;

    /// <summary>Newest first.</summary>
    /// <param name="openedById">Those that one user or service has opened; null for all.</param>
    internal async Task<Slice<Alert>> ListAsync(User patient, string? openedById, Page page)
    {
        var stored = await care.ListAsync(patient.Id, AlertItems.Kind, page, item => openedById is null || item.Text("openedById") == openedById);
        var byId = stored.Items.Select(AlertItems.Read).ToDictionary(alert => alert.Id);
        var last = stored.Next;
        var open = patient.Alerts.Open
            .Where(alert => openedById is null || alert.OpenedById == openedById)
            .Where(alert => byId.ContainsKey(alert.Id) || alert.Source is not AlertSource.Person)
            .Where(alert => Before(page.After, alert.Id) && (last is null || !Before(last, alert.Id)));
        foreach (var alert in open)
            byId[alert.Id] = Alert.Of(patient.Id, alert, byId.GetValueOrDefault(alert.Id));
        var merged = byId.Values.OrderByDescending(alert => alert.Id, StringComparer.Ordinal).ToList();
        var slice = Slice.Cut(merged, page.Limit, alert => AlertItems.Entry(alert.Id));
        return slice.Next is null ? slice with { Next = last } : slice;
    }

    /// <summary>Writes an alert and what is open of the patient's alerts with it.</summary>
    /// <param name="alert">With its new texts, and the version that was read; 0 for one that has no item yet.</param>
    /// <exception cref="ContentionException">The patient or their alerts have changed since they were read.</exception>
    internal async Task SaveAsync(Caller caller, User patient, PatientAlerts after, Alert alert, AuditEntry entry, StoredResponse? response)
    {
        var transaction = users.Begin(caller);
        users.AddAlerts(transaction, patient, after);
        if (alert is { Version: 0, Source: AlertSource.Person })
            care.AddCounts(transaction, patient.Id, (Counted, 1, MostOfOne));
        await care.AddPutAsync(transaction, AlertItems.Write(alert with { Version = alert.Version + 1 }), alert.Version == 0 ? null : alert.Version, AlertItems.Texts);
        audit.AddTo(transaction, entry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }

    /// <summary>Whether an alert comes behind a position in the list.</summary>
    private static bool Before(string? position, string id) => position is null || string.CompareOrdinal(AlertItems.Entry(id), position) < 0;
}

/// <summary>The one write of a patient's open alerts, for every transaction that opens, raises, reviews or closes one.</summary>
internal static class AlertWrites
{
    /// <exception cref="ContentionException">The patient or their alerts have changed since they were read.</exception>
    public static void AddAlerts(this DynamoUsers users, Transaction transaction, User patient, PatientAlerts after)
    {
        var written = patient with { Alerts = after };
        transaction.Update(
            users.Table,
            UserItems.Key(patient.Id),
            ItemDifference.Between(UserItems.Write(patient), UserItems.Write(written)),
            DuePatients.IsAsRead(patient, "#version = :seenVersion").With(":seenVersion", patient.Version),
            unless: () => new ContentionException());
    }
}

/// <summary>Alerts as attributes of the patient's item, and as items of the care table.</summary>
internal static class AlertItems
{
    public const string Kind = "ALERT#";

    public static readonly string[] Texts = ["texts"];

    public static string Entry(string id) => Kind + id;

    public static Item WriteOpen(Item item, PatientAlerts alerts) => item
        .List("alerts", alerts.Open, Write)
        .Number("alertsVersion", alerts.Version == 0 ? null : alerts.Version)
        .Time("alertAt", alerts.NoticeAt)
        .Text("alertKind", alerts.Summary?.Kind.Name())
        .Text("alertSeverity", alerts.Summary?.Severity.Name())
        .Time("alertWaitsSince", alerts.WaitsSince)
        .Text("alertsToldUpTo", alerts.ToldUpTo);

    public static PatientAlerts ReadOpen(IReadOnlyDictionary<string, AttributeValue> item) => item.NumberOr("alertsVersion", 0) is var version && version == 0
        ? PatientAlerts.None
        : new PatientAlerts(
            item.ListOrNull("alerts", ReadOpenAlert) ?? [],
            version,
            item.TimeOrNull("alertAt"),
            item.TextOrNull("alertsToldUpTo"));

    private static ListedAlerts? ReadListed(IReadOnlyDictionary<string, AttributeValue> item) => item.TextOrNull("alertSeverity") is { } severity
        ? new ListedAlerts(new AlertSummary(AlertNames.ParseSeverity(severity), AlertNames.ParseKind(item.Text("alertKind"))), item.TimeOrNull("alertWaitsSince"))
        : null;

    /// <summary>By the patients' ids. Who changes while the pages of an index are read may be on two of them: the later page has what is newer.</summary>
    public static IReadOnlyDictionary<string, ListedAlerts> ReadListed(IEnumerable<IReadOnlyDictionary<string, AttributeValue>> items)
    {
        var listed = new Dictionary<string, ListedAlerts>();
        foreach (var item in items)
        {
            if (ReadListed(item) is { } alerts)
                listed[item.Text("id")] = alerts;
        }
        return listed;
    }

    public static Item Write(Alert alert) => CareItems.Key(alert.PatientId, Entry(alert.Id))
        .Text("kind", alert.Kind.Name())
        .Text("source", alert.Source.Name())
        .Text("severity", alert.Severity.Name())
        .Text("currentSeverity", alert.CurrentSeverity.Name())
        .Time("openedAt", alert.OpenedAt)
        .Text("openedById", alert.OpenedById)
        .Flag("closed", alert.IsClosed ? true : null)
        .Text("texts", alert.Texts)
        .Number("version", alert.Version);

    /// <summary>Reads an item whose texts are open.</summary>
    public static Alert Read(IReadOnlyDictionary<string, AttributeValue> item)
    {
        var texts = JsonSerializer.Deserialize(item.Text("texts"), ClinicJson.TypeOf<AlertTexts>())!;
        return new Alert(
            item.Text("entry")[Kind.Length..],
            item.Text("subject"),
            AlertNames.ParseKind(item.Text("kind")),
            AlertNames.ParseSource(item.Text("source")),
            AlertNames.ParseSeverity(item.Text("severity")),
            AlertNames.ParseSeverity(item.Text("currentSeverity")),
            texts.Text,
            item.Time("openedAt"),
            item.Text("openedById"),
            texts.Reviews,
            item.Number("version"));
    }

    private static Item Write(OpenAlert alert) => new Item()
        .Text("id", alert.Id)
        .Text("kind", alert.Kind.Name())
        .Text("source", alert.Source.Name())
        .Text("severity", alert.Severity.Name())
        .Text("currentSeverity", alert.CurrentSeverity.Name())
        .Time("openedAt", alert.OpenedAt)
        .Text("openedById", alert.OpenedById)
        .List("raises", alert.Raises, raise => new Item().Time("at", raise.At).Text("severity", raise.Severity.Name()))
        .Time("waitsSince", alert.WaitsSince)
        .Time("mailedAt", alert.MailedAt);

    private static OpenAlert ReadOpenAlert(IReadOnlyDictionary<string, AttributeValue> map) => new(
        map.Text("id"),
        AlertNames.ParseKind(map.Text("kind")),
        AlertNames.ParseSource(map.Text("source")),
        AlertNames.ParseSeverity(map.Text("severity")),
        AlertNames.ParseSeverity(map.Text("currentSeverity")),
        map.Time("openedAt"),
        map.Text("openedById"),
        map.ListOrNull("raises", raise => new AlertRaise(raise.Time("at"), AlertNames.ParseSeverity(raise.Text("severity")))) ?? [],
        map.TimeOrNull("waitsSince"),
        map.TimeOrNull("mailedAt"));
}
