using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Text;

namespace Clinic.Core.Care;

/// <summary>The instruments that the clinic uses. Each change is a version more, and what was scored by an older one keeps its score.</summary>
public sealed class InstrumentService(DynamoInstrumentReader instruments, DynamoInstrumentStore store, Contention contention, TimeProvider time)
{
    /// <exception cref="StaleBodyException">The body names a version that is not the next one.</exception>
    /// <exception cref="StaleVersionException">If-Match names another version than the present one.</exception>
    public Task<InstrumentView> PutAsync(Caller caller, string id, InstrumentEdit edit, VersionCondition ifMatch) => contention.RetryAsync(async () =>
    {
        if (!InstrumentEditRules.IsId(id))
            throw new InvalidInputException("id", FieldCode.InvalidFormat, Phrases.MustBe(InstrumentEditRules.InstrumentId));
        if (edit.Id is not null && edit.Id != id)
            throw new InvalidInputException("id", FieldCode.ReadOnly, new("debe ser el de la dirección", "must be that of the address"));
        var seen = (await instruments.FindAsync(id))?.Version ?? 0;
        ifMatch.Check(seen);
        if (edit.Version is { } next && next != seen + 1)
            throw new StaleBodyException();
        var instrument = new Instrument(id, seen + 1, Trimmed(edit), time.GetUtcNow());
        await store.AddAsync(caller, instrument, AuditEntry.Of(caller, caller.Subject, AuditAction.InstrumentWritten, instrument.CreatedAt, id));
        return InstrumentView.Of(instrument);
    });

    /// <exception cref="NotFoundException">There is no such instrument, or no such version.</exception>
    public async Task<InstrumentView> GetAsync(string id, int? version) =>
        InstrumentEditRules.IsId(id) && await instruments.FindAsync(id, version) is { } instrument ? InstrumentView.Of(instrument) : throw new NotFoundException();

    public Task<Slice<InstrumentSummary>> ListAsync(Page page) => instruments.ListAsync(page);

    /// <summary>As it is stored; the id and the version are in the item's key.</summary>
    private static InstrumentEdit Trimmed(InstrumentEdit edit) => edit with
    {
        Id = null,
        Version = null,
        Name = edit.Name!.Trim(),
        Source = edit.Source!.Trim(),
        Items =
        [
            .. edit.Items!.Select(item => item with
            {
                Text = item.Text!.Trim(),
                Options = [.. item.Options!.Select(option => option with { Label = option.Label!.Trim() })],
            }),
        ],
        Bands = [.. edit.Bands!.Select(band => band with { Label = band.Label!.Trim() }).OrderBy(band => band.From)],
    };
}
