using System.Globalization;
using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>Reads instruments from the care table: a partition for each, with all of its versions, and one that lists the present ones.</summary>
public sealed class DynamoInstrumentReader(IAmazonDynamoDB dynamo, string table)
{
    /// <summary>The present version, or another one.</summary>
    public async Task<Instrument?> FindAsync(string id, int? version = null)
    {
        if (version is { } wanted)
            return await dynamo.FindAsync(table, InstrumentItems.Key(id, wanted)) is { } item ? InstrumentItems.Read(item) : null;
        var newest = await dynamo.ReadListAsync(table, null, ("subject", InstrumentItems.SubjectOf(id)), "entry", new Page(0, null));
        return newest is [var first, ..] ? InstrumentItems.Read(first) : null;
    }

    /// <summary>The present versions by id.</summary>
    internal async Task<Slice<InstrumentSummary>> ListAsync(Page page)
    {
        var found = await dynamo.ReadListAsync(table, null, ("subject", InstrumentItems.List), "entry", page, ascends: true);
        return Slice.Cut(found, page.Limit, item => item.Text("entry")).Select(InstrumentItems.ReadSummary);
    }
}

/// <summary>Writes versions of instruments. None is changed or deleted.</summary>
public sealed class DynamoInstrumentStore(string table, DynamoUsers users, DynamoAuditStore audit)
{
    /// <exception cref="ContentionException">Another version was written since the present one was read.</exception>
    internal async Task AddAsync(Caller caller, Instrument instrument, AuditEntry entry)
    {
        var before = instrument.Version == 1
            ? new Expression("attribute_not_exists(#entry)")
            : new Expression("#version = :seen").With(":seen", instrument.Version - 1);
        var transaction = users.Begin(caller)
            .Put(table, InstrumentItems.WriteSummary(instrument), before, unless: () => new ContentionException())
            .Create(table, InstrumentItems.Write(instrument), "entry", unless: () => new ContentionException());
        audit.AddTo(transaction, entry);
        await transaction.CommitAsync();
    }
}

/// <summary>Instruments as items of the care table.</summary>
internal static class InstrumentItems
{
    public const string List = "INSTRUMENTS";

    public static string SubjectOf(string id) => "INSTRUMENT#" + id;

    public static Item Key(string id, int version) => CareItems.Key(SubjectOf(id), version.ToString("D9", CultureInfo.InvariantCulture));

    public static Item Write(Instrument instrument) => Key(instrument.Id, instrument.Version)
        .Text("id", instrument.Id)
        .Number("version", instrument.Version)
        .Text("definition", JsonSerializer.Serialize(instrument.Definition, ClinicJson.TypeOf<InstrumentEdit>()))
        .Time("createdAt", instrument.CreatedAt);

    public static Instrument Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("id"), item.Number("version"), JsonSerializer.Deserialize(item.Text("definition"), ClinicJson.TypeOf<InstrumentEdit>())!, item.Time("createdAt"));

    public static Item WriteSummary(Instrument instrument) => CareItems.Key(List, instrument.Id)
        .Number("version", instrument.Version)
        .Text("name", instrument.Definition.Name)
        .Text("language", instrument.Definition.Language)
        .Text("source", instrument.Definition.Source)
        .Time("updatedAt", instrument.CreatedAt);

    public static InstrumentSummary ReadSummary(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("entry"), item.Number("version"), item.Text("name"), item.Text("language"), item.Text("source"), item.Time("updatedAt"));
}
