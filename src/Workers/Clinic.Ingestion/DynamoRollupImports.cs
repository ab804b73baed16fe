using Amazon.DynamoDBv2;
using Clinic.Core.Reports;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Ingestion;

/// <summary>
/// Adds the sessions of imports to the rollups, each import once however often it is tried: the imports of a month are numbered, one
/// is under way at a time, and a rollup knows the last one that it has had.
/// </summary>
internal sealed class DynamoRollupImports(IAmazonDynamoDB dynamo, string table, RollupWrites rollups, TransactionPacking packing)
{
    /// <summary>Those that are under way.</summary>
    internal async Task<IReadOnlyList<MonthImport>> ListOpenAsync() => [.. (await MonthImport.ReadAllAsync(dynamo, table)).Values.Where(import => import.Journal is not null)];

    /// <summary>Begins an import of a month. From now on it is to be ended, by whoever comes.</summary>
    /// <exception cref="InvalidOperationException">Another one is under way.</exception>
    internal async Task<MonthImport> OpenAsync(string month, string journal, int pages)
    {
        var import = new MonthImport(month, (await FindAsync(month))?.Number + 1 ?? 1, journal, pages);
        var update = new Expression("SET #number = :number, #journal = :journal, #pages = :pages")
            .With(":number", import.Number).With(":journal", journal).With(":pages", pages);
        // By the number, the request cannot open again what has ended, however late it comes a second time.
        var next = new Expression("attribute_not_exists(#journal) AND (attribute_not_exists(#number) OR #number < :number)");
        if (await dynamo.TryUpdateAsync(table, MonthImport.Key(month), update, next) is null && await FindAsync(month) != import)
            throw new InvalidOperationException("Another import of the same month is under way.");
        return import;
    }

    /// <summary>Adds sessions of the month to its rollups, to those that have not had this import.</summary>
    internal async Task AddAsync(MonthImport import, IEnumerable<Session> sessions)
    {
        var changes = sessions.SelectMany(session => RollupChange.OfSession(SessionFacts.Of(session))).GroupBy(change => change.Key).ToList();
        // The clinic's last: whoever sees them changed reads the thanatologists' anew, and has to find all of them changed.
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
