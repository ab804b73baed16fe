using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>The waiting list in DynamoDB: one partition, sorted by id, which is read whole and consistently. Its limit keeps that cheap.</summary>
public sealed class DynamoWaitingList(
    IAmazonDynamoDB dynamo, string table, DynamoUsers users, DynamoAgendaStore agendas, DynamoAuditStore audit, DynamoIdempotencyStore idempotency, ClinicCalendar calendar)
{
    /// <summary>Entries that are added at the very same moment may pass it by a few.</summary>
    public const int MostEntries = 500;

    /// <summary>Oldest first. Entries whose last day is over are deleted by the table some time after it.</summary>
    internal async Task<IReadOnlyList<WaitingListEntry>> ListAsync()
    {
        var key = new Expression("#list = :list").With(":list", WaitingListItems.List);
        return [.. (await dynamo.ReadPartitionAsync(table, key)).Select(WaitingListItems.Read).Where(entry => !(entry.Until < calendar.Today))];
    }

    internal async Task<WaitingListEntry?> FindAsync(string id) => await dynamo.FindAsync(table, WaitingListItems.Key(id)) is { } item ? WaitingListItems.Read(item) : null;

    /// <param name="agenda">The patient's, as it was read before the list.</param>
    /// <exception cref="ContentionException">The patient has got another entry or appointment since, or cannot be booked any more.</exception>
    internal async Task AddAsync(Caller caller, User patient, PersonAgenda agenda, WaitingListEntry entry, AuditEntry auditEntry, StoredResponse? response)
    {
        var transaction = users.BeginFor(caller, patient);
        agendas.AddChange(transaction, agenda, auditEntry.At);
        transaction.Create(table, WaitingListItems.Write(entry, calendar), "id");
        audit.AddTo(transaction, auditEntry);
        await idempotency.AddToAsync(transaction, response);
        await transaction.CommitAsync();
    }

    /// <exception cref="NotFoundException">Somebody else has taken it away.</exception>
    internal Task RemoveAsync(Caller caller, WaitingListEntry entry, AuditEntry auditEntry)
    {
        var transaction = users.Begin(caller);
        AddRemoval(transaction, entry.Id, entry.PatientId, unless: () => new NotFoundException());
        audit.AddTo(transaction, auditEntry);
        return transaction.CommitAsync();
    }

    /// <summary>Takes a patient's entry away together with what the transaction does. The commit fails when they have no such entry.</summary>
    internal void AddRemoval(Transaction transaction, string id, string patientId, Func<Exception> unless) => transaction.Delete(
        table, WaitingListItems.Key(id), new Expression("#patientId = :patientId").With(":patientId", patientId), unless);
}

/// <summary>Entries as items of the waiting list's table.</summary>
internal static class WaitingListItems
{
    public const string List = "clinic";

    public static Item Key(string id) => new Item().Text("list", List).Text("id", id);

    public static Item Write(WaitingListEntry entry, ClinicCalendar calendar) => Key(entry.Id)
        .Text("patientId", entry.PatientId)
        .Text("thanatologistId", entry.ThanatologistId)
        .Text("weekdays", entry.Weekdays is { } weekdays ? string.Join(' ', weekdays) : null)
        .Text("from", entry.From)
        .Text("to", entry.To)
        .Date("until", entry.Until)
        .Text("note", entry.Note)
        .Time("createdAt", entry.CreatedAt)
        .Number("expiresAt", entry.Until is { } until ? calendar.StartOf(until.AddDays(1)).ToUnixTimeSeconds() : null);

    public static WaitingListEntry Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"),
        item.Text("patientId"),
        item.TextOrNull("thanatologistId"),
        item.TextOrNull("weekdays") is { } weekdays ? [.. weekdays.Split(' ').Select(day => day[0] - '0')] : null,
        item.TextOrNull("from"),
        item.TextOrNull("to"),
        item.DateOrNull("until"),
        item.TextOrNull("note"),
        item.Time("createdAt"));
}
