using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>Agendas in DynamoDB, an item for each person. An agenda is read consistently and written on the condition that nobody has written it since.</summary>
public sealed class DynamoAgendaStore(IAmazonDynamoDB dynamo, string table, DynamoUsers users, DynamoAuditStore audit, TimeProvider time)
{
    /// <summary>How many appointments that have not ended an agenda holds: 88 KB of an item's 400.</summary>
    public const int MostBusy = 4_000;

    /// <summary>The agenda, or an empty one as long as nothing has been written.</summary>
    public async Task<PersonAgenda> FindAsync(string ownerId) =>
        await dynamo.FindAsync(table, AgendaItems.Key(ownerId)) is { } item ? AgendaItems.Read(item) : PersonAgenda.Empty(ownerId);

    /// <summary>The agendas of several people, in their order.</summary>
    public async Task<IReadOnlyList<PersonAgenda>> FindAsync(IReadOnlyList<string> ownerIds)
    {
        var found = (await dynamo.FindAsync(table, ownerIds.Distinct().Select(AgendaItems.Key), time)).Select(AgendaItems.Read).ToDictionary(agenda => agenda.OwnerId);
        return [.. ownerIds.Select(id => found.GetValueOrDefault(id) ?? PersonAgenda.Empty(id))];
    }

    /// <exception cref="ContentionException">Somebody else has changed the agenda since it was read.</exception>
    internal async Task ChangeAvailabilityAsync(Caller caller, PersonAgenda agenda, Availability availability, AuditEntry entry)
    {
        var transaction = users.Begin(caller);
        AddChange(transaction, agenda with { Availability = availability }, entry.At);
        audit.AddTo(transaction, entry);
        await transaction.CommitAsync();
    }

    /// <summary>Adds a changed agenda to a transaction, as the version after the one that was read. The commit is contention when somebody else has changed it.</summary>
    /// <exception cref="ConflictException">The agenda is full.</exception>
    internal void AddChange(Transaction transaction, PersonAgenda changed, DateTimeOffset now)
    {
        if (changed.Busy.Count > MostBusy)
            throw new ConflictException(ProblemCode.AgendaFull);
        var unchanged = changed.Version == 0
            ? new Expression("attribute_not_exists(#ownerId)")
            : new Expression("#version = :seenVersion").With(":seenVersion", changed.Version);
        var next = AgendaItems.Write(changed with { Version = changed.Version + 1 }, now);
        transaction.Put(table, next, unchanged, unless: () => new ContentionException());
    }
}

/// <summary>Agendas as items of the agenda table.</summary>
internal static class AgendaItems
{
    /// <summary>How long an appointment that has ended may still keep others away: the longest buffer.</summary>
    private static readonly TimeSpan LongestBuffer = TimeSpan.FromMinutes(AvailabilityEditRules.MostBuffer);

    public static Item Key(string ownerId) => new Item().Text("ownerId", ownerId);

    /// <summary>What is over is left out, so that an agenda does not grow with the past.</summary>
    public static Item Write(PersonAgenda agenda, DateTimeOffset now)
    {
        var busy = agenda.Busy.Where(busy => busy.End + LongestBuffer > now).OrderBy(busy => busy.Start).ToList();
        var item = Key(agenda.OwnerId).Number("version", agenda.Version).Flag("hasFirst", agenda.HasFirst ? true : null);
        if (busy.Count > 0)
            item.Bytes("busy", BusyTimes.Write(busy));
        return agenda.Availability.Version == 0 ? item : item.Map("availability", Write(agenda.Availability).Number("version", agenda.Availability.Version));
    }

    public static PersonAgenda Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("ownerId"),
        item.Number("version"),
        BusyTimes.Read(item.BytesOrNull("busy")),
        item.MapOrNull("availability") is { } availability ? ReadAvailability(availability) : Availability.None)
    {
        HasFirst = item.FlagOrNull("hasFirst") is true,
    };

    /// <summary>The members of an availability that differ, for the audit.</summary>
    public static IReadOnlyList<string> Difference(Availability before, Availability after) =>
        [.. ItemDifference.Attributes(Write(before), Write(after)).Order(StringComparer.Ordinal)];

    private static Item Write(Availability availability) => new Item()
        .Number("minutes", availability.Minutes)
        .Number("step", availability.Step)
        .Number("buffer", availability.Buffer)
        .Number("noticeHours", availability.NoticeHours)
        .Number("horizonDays", availability.HorizonDays)
        .List("rules", availability.Rules, Write)
        .List("exceptions", availability.Exceptions, Write);

    private static Availability ReadAvailability(IReadOnlyDictionary<string, AttributeValue> map) => new(
        map.Number("minutes"),
        map.Number("step"),
        map.Number("buffer"),
        map.Number("noticeHours"),
        map.Number("horizonDays"),
        map.ListOrNull("rules", ReadRule) ?? [],
        map.ListOrNull("exceptions", ReadException) ?? [],
        map.Number("version"));

    private static Item Write(AvailabilityRule rule) => new Item()
        .Number("weekday", rule.Weekday)
        .Text("from", rule.From)
        .Text("to", rule.To)
        .Text("modes", rule.Modes is { } modes ? string.Join(' ', modes.Select(mode => mode.Name())) : null)
        .Text("place", rule.Place)
        .Date("validFrom", rule.ValidFrom)
        .Date("validTo", rule.ValidTo);

    private static AvailabilityRule ReadRule(IReadOnlyDictionary<string, AttributeValue> map) => new(
        map.Number("weekday"),
        map.Text("from"),
        map.Text("to"),
        map.TextOrNull("modes") is { } modes ? [.. modes.Split(' ').Select(mode => AppointmentModes.Parse(mode)!.Value)] : null,
        map.TextOrNull("place"),
        map.DateOrNull("validFrom"),
        map.DateOrNull("validTo"));

    private static Item Write(ExceptionalDays exception) => new Item()
        .Date("date", exception.Date)
        .Flag("closed", exception.Closed)
        .Text("from", exception.From)
        .Text("to", exception.To)
        .Text("note", exception.Note)
        .Text("place", exception.Place);

    private static ExceptionalDays ReadException(IReadOnlyDictionary<string, AttributeValue> map) => new(
        map.DateOrNull("date"),
        map.FlagOrNull("closed"),
        map.TextOrNull("from"),
        map.TextOrNull("to"),
        map.TextOrNull("note"),
        map.TextOrNull("place"));
}
