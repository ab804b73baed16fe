using System.Security.Cryptography;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Exports;

/// <summary>Research exports: stored here, made by the state machine, handed out as links. Asking for one and getting its links are audited.</summary>
public sealed class ExportService(DynamoExportStore store, ExportFiles files, DynamoAuditStore audit, Contention contention, TimeProvider time, TimeSpan retention)
{
    private const int KeySize = 32;

    public Task<ExportView> AddAsync(Caller caller, NewExport? asked, ResponseToStore<ExportView> response)
    {
        var export = new Export(Identifier.New(time), ExportState.Queued, asked?.FreeText ?? FreeText.None, caller.Subject, time.GetUtcNow());
        var key = RandomNumberGenerator.GetBytes(KeySize);
        var view = ExportView.Of(export);
        var entry = AuditEntry.Of(caller, caller.Subject, AuditAction.ExportCreated, export.CreatedAt, export.Id);
        return contention.RetryAsync(async () =>
        {
            await store.AddAsync(caller, export, key, entry, response.For(view));
            return view;
        });
    }

    public async Task<Slice<ExportView>> ListAsync(Page page) =>
        (await store.ListAsync(page)).Select(export => ExportView.Of(export.At(time.GetUtcNow()), ExpiresAt(export)));

    /// <summary>An export with its links, as long as it has files.</summary>
    /// <exception cref="NotFoundException">There is no such export.</exception>
    public async Task<ExportView> GetAsync(Caller caller, string id)
    {
        var now = time.GetUtcNow();
        var export = (await store.FindAsync(id) ?? throw new NotFoundException()).At(now);
        if (ExpiresAt(export) is not { } expiresAt || expiresAt <= now)
            return ExportView.Of(export, ExpiresAt(export));
        await audit.AddReadAsync(AuditEntry.Of(caller, caller.Subject, AuditAction.ExportRead, now, id));
        return ExportView.Of(export, expiresAt, await files.LinksAsync(export));
    }

    private DateTimeOffset? ExpiresAt(Export export) => export is { State: ExportState.Succeeded, FinishedAt: { } finished } ? finished + retention : null;
}
