using Amazon.DynamoDBv2;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Clinic.Ingestion;

/// <summary>
/// Sessions as imports write them: those of a month at once, the rollups first and then the sessions. Both are written exactly once,
/// whatever interrupts an import, because the sessions are written into a journal before. Only one import may run at a time.
/// </summary>
internal sealed partial class DynamoImportedSessions(
    IAmazonDynamoDB dynamo, string table, DynamoSessionPuts puts, DynamoSessionJournal journal, DynamoRollupImports imports, Contention contention, TimeProvider time, ILogger logger)
{
    /// <summary>Whether sessions may be half written. Until they are completed, their patients may not be read or written.</summary>
    public bool WasInterrupted { get; private set; }

    /// <summary>All sessions of a patient, in the order of their numbers.</summary>
    internal async Task<IReadOnlyList<Session>> ListAsync(string userId)
    {
        return [.. (await dynamo.ReadPartitionAsync(table, new Expression("#userId = :userId").With(":userId", userId))).Select(SessionItems.Read)];
    }

    /// <summary>Gives imported sessions of a patient other numbers, one after the other. The rollups do not depend on numbers.</summary>
    /// <returns>False when somebody else has written one of them in the meantime.</returns>
    internal async Task<bool> TryMoveAsync(IReadOnlyList<(Session Before, Session After)> moves)
    {
        foreach (var (before, after) in moves)
        {
            var same = new Expression("#legacyId = :legacyId AND attribute_not_exists(#signature) AND " + (before.Addenda.Count == 0 ? "attribute_not_exists(#addenda)" : "size(#addenda) = :addenda")).With(":legacyId", before.LegacyId!);
            if (before.Addenda.Count > 0)
                same.With(":addenda", before.Addenda.Count);
            var move = new Transaction(dynamo)
                .Delete(table, SessionItems.Key(before.UserId, before.Number), same)
                .Create(table, SessionItems.Write(after), "userId");
            if (!await contention.RetryAsync(move.TryCommitAsync))
                return false;
        }
        return true;
    }

    /// <summary>
    /// Adds new sessions of one month, whose numbers nobody else assigns. When it fails, they may be in the month's rollups and in
    /// the journal only: the next import completes them first.
    /// </summary>
    internal async Task AddAsync(IReadOnlyList<Session> added)
    {
        try
        {
            var (id, pages) = await journal.WriteAsync(added);
            var import = await imports.OpenAsync(RollupKey.Month(added[0].Date), id, pages);
            await imports.AddAsync(import, added);
            await puts.PutAsync(added);
            await EndAsync(import);
        }
        catch
        {
            WasInterrupted = true;
            throw;
        }
    }

    /// <summary>Completes what an interrupted import has left. It may run only while nobody else imports.</summary>
    public async Task CompleteAsync()
    {
        foreach (var import in await imports.ListOpenAsync())
        {
            if (await journal.ReadAsync(import.Journal!, import.Pages) is { } added)
            {
                await imports.AddAsync(import, added);
                await puts.PutAsync(await MissingAsync(added));
            }
            else
                LogForgotten(logger, import.Month);
            await EndAsync(import);
        }
        WasInterrupted = false;
    }

    /// <summary>The sessions that are not there yet. Only imports put them, and nobody deletes any.</summary>
    private async Task<IEnumerable<Session>> MissingAsync(IReadOnlyList<Session> added)
    {
        var found = await dynamo.FindAsync(table, added.Select(session => SessionItems.Key(session.UserId, session.Number)), time, new Expression("#userId, #number"));
        var present = found.Select(item => (item.Text("userId"), item.Number("number"))).ToHashSet();
        return added.Where(session => !present.Contains((session.UserId, session.Number)));
    }

    /// <summary>The journal is deleted after its import has ended. If a crash leaves some of it, that expires.</summary>
    private async Task EndAsync(MonthImport import)
    {
        await imports.CloseAsync(import);
        await journal.DeleteAsync(import.Journal!, import.Pages);
    }

    [LoggerMessage(2004, LogLevel.Error, "The import of sessions of {month} broke off so long ago that its journal is gone: the reports of the month are to be rebuilt, and its files imported again")]
    private static partial void LogForgotten(ILogger logger, string month);
}

/// <summary>
/// Adds the sessions of imports to the rollups, each import once however often it is attempted: the imports of a month are numbered, one
/// is under way at a time, and a rollup holds the number of the last one that it has had.
/// </summary>
internal sealed class DynamoRollupImports(IAmazonDynamoDB dynamo, string table, RollupWrites rollups, TransactionPacking packing)
{
    /// <summary>The imports that are under way.</summary>
    internal async Task<IReadOnlyList<MonthImport>> ListOpenAsync() => [.. (await MonthImport.ReadAllAsync(dynamo, table)).Values.Where(import => import.Journal is not null)];

    /// <summary>Begins an import of a month. From now on it has to be ended, by this process or another one.</summary>
    /// <exception cref="InvalidOperationException">Another one is under way.</exception>
    internal async Task<MonthImport> OpenAsync(string month, string journal, int pages)
    {
        var import = new MonthImport(month, (await FindAsync(month))?.Number + 1 ?? 1, journal, pages);
        var update = new Expression("SET #number = :number, #journal = :journal, #pages = :pages")
            .With(":number", import.Number).With(":journal", journal).With(":pages", pages);
        // Because of the number, the request cannot reopen an ended import, however late it arrives a second time.
        var next = new Expression("attribute_not_exists(#journal) AND (attribute_not_exists(#number) OR #number < :number)");
        if (await dynamo.TryUpdateAsync(table, MonthImport.Key(month), update, next) is null && await FindAsync(month) != import)
            throw new InvalidOperationException("Another import of the same month is under way.");
        return import;
    }

    /// <summary>Adds sessions of the month to those of its rollups that have not had this import.</summary>
    internal async Task AddAsync(MonthImport import, IEnumerable<Session> sessions)
    {
        var changes = sessions.SelectMany(session => RollupChange.OfImport(SessionFacts.Of(session))).GroupBy(change => change.Key).ToList();
        // Write the clinic-wide rows last, so that whoever sees them changed finds all rows of the thanatologists changed, too.
        foreach (var kind in changes.GroupBy(change => change.Key.OfClinic is null).OrderBy(kind => kind.Key))
        {
            await packing.CommitAsync(kind, change => [change.Key], pack =>
            {
                var transaction = new Transaction(dynamo);
                foreach (var change in pack)
                    rollups.AddImport(transaction, change.Key, [.. change], import.Number);
                return transaction;
            });
        }
    }

    internal Task CloseAsync(MonthImport import) => dynamo.TryUpdateAsync(
        table, MonthImport.Key(import.Month), new Expression("REMOVE #journal, #pages"), new Expression("#journal = :journal").With(":journal", import.Journal!));

    private async Task<MonthImport?> FindAsync(string month) => await dynamo.FindAsync(table, MonthImport.Key(month)) is { } item ? MonthImport.Read(item) : null;
}
