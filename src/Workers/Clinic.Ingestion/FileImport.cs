using System.Text;
using Clinic.Ingestion.Csv;
using Clinic.Core.Text;
using Microsoft.Extensions.Logging;

namespace Clinic.Ingestion;

/// <summary>
/// Imports a file: reads all of it before the first row is written, so that a refused file leaves nothing, then takes its rows in
/// batches. The position is saved after each batch is written, so that the next invocation continues after it.
/// </summary>
internal sealed partial class FileImport(
    DynamoImportJobs jobs, StagingBucket bucket, LegacyRows rules, RowStaging staging, RowWriter writer, TimeProvider time, ILogger logger)
{
    public const long MostRows = 1_000_000;
    public const int LongestField = 1_048_576;
    public const long LongestFile = 5_000_000_000; // one invocation must have time to read all of it
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(1);

    public int MostRowsOfStep { get; init; } = 40_000;

    /// <summary>Begins an import of the file as it is now; false when it is gone.</summary>
    public async Task<bool> BeginAsync(string bucketName, string key)
    {
        if (await bucket.FindAsync(bucketName, key) is not { } file)
            return false;
        var result = new ImportResult(key[StagingBucket.Folder.Length..], ImportResult.Running);
        await jobs.AddAsync(new ImportJob(bucketName, key, file.Version, CsvPosition.Start, result, await jobs.EndedAsync()));
        return true;
    }

    /// <summary>Continues an import until it is done or the time is up.</summary>
    public async Task ContinueAsync(string key, Func<bool> hasTime)
    {
        if (await jobs.FindAsync(key) is not { } job)
            return;
        if (job.Result.State == ImportResult.Finished)
        {
            var uncounted = new ImportResult(job.Result.File, ImportResult.Recounting, job.Result.Table, Total: job.Result.Total);
            job = job with { Position = CsvPosition.Start, Result = uncounted, Ended = await jobs.EndedAsync() };
        }
        var file = await bucket.FindAsync(job.Bucket, job.Key);
        if (FileEncoding.Of(file?.Encoding) is not { } encoding)
        {
            await EndAsync(Refused(job, $"The encoding in the file's metadata must be utf-8 or {FileEncoding.Windows1252}."));
            return;
        }
        if (file?.Length > LongestFile)
        {
            await EndAsync(Refused(job, $"The file is longer than {LongestFile} bytes: put it in parts, each with the header."));
            return;
        }
        if (job.Result.Total == 0)
        {
            job = await CheckAsync(job, encoding);
            if (job.Result.State == ImportResult.Refused)
            {
                await EndAsync(job);
                return;
            }
            if (!await SaveAsync(job))
                return;
        }
        await TakeAsync(job, encoding, hasTime);
    }

    private async Task TakeAsync(ImportJob job, Encoding encoding, Func<bool> hasTime)
    {
        if (await bucket.OpenAsync(job, 0) is not { } beginning)
        {
            await EndAsync(Stopped(job));
            return;
        }
        CsvRecord header;
        await using (beginning)
            header = (await new CsvReader(beginning, encoding, LongestField, CsvPosition.Start).ReadAsync())!;
        if (job.Position == CsvPosition.Start)
            job = job with { Position = header.Next };
        if (await bucket.OpenAsync(job, job.Position.Offset) is not { } content)
        {
            await EndAsync(Stopped(job));
            return;
        }
        await using var stream = content;
        var reader = new CsvReader(stream, encoding, LongestField, job.Position);
        while (await StepAsync(reader, header.Fields, job) is { } next)
        {
            job = next;
            if (!await SaveAsync(job))
                return;
            if (!hasTime())
            {
                LogPaused(logger, job.Result.Read, job.Result.Total);
                return;
            }
        }
        await EndAsync(job with { Result = job.Result with { State = ImportResult.Finished } });
    }

    /// <summary>Reads and writes the next batch of rows.</summary>
    /// <returns>The import after these rows; null when there are no more.</returns>
    private async Task<ImportJob?> StepAsync(CsvReader reader, IReadOnlyList<string> columns, ImportJob job)
    {
        var table = LegacyTable.Of(columns)!;
        var pass = new FilePass(job.Version, job.Result.State == ImportResult.Recounting);
        var batch = new RowBatch(table, pass, rules, staging, writer, MostRowsOfStep);
        var position = job.Position;
        var shown = time.GetTimestamp();
        while (batch.HasRoom && await reader.ReadAsync() is { } record)
        {
            position = record.Next;
            if (record.Fields.Count == columns.Count)
                await batch.AddAsync(ImportRow.Of(table, record.Line, columns, record.Fields));
            else
                batch.Reject(new RejectedRow(record.Line, "", $"has {record.Fields.Count} fields, and the header has {columns.Count}"));
            if (time.GetElapsedTime(shown) < SignOfLife)
                continue;
            await ShowAsync(job with { Result = batch.Progress(job.Result) });
            shown = time.GetTimestamp();
        }
        return position == job.Position ? null : job with { Position = position, Result = await batch.EndAsync(job.Result) };
    }

    /// <summary>Reads the whole file and writes nothing: the file with its number of rows, or refused.</summary>
    private async Task<ImportJob> CheckAsync(ImportJob job, Encoding encoding)
    {
        if (await bucket.OpenAsync(job, 0) is not { } content)
            return Refused(job, "The file was replaced or deleted before it was read.");
        await using var stream = content;
        var reader = new CsvReader(stream, encoding, LongestField, CsvPosition.Start);
        try
        {
            if (await reader.ReadAsync() is not { } header)
                return Refused(job, "The file is empty.");
            if (LegacyTable.Of(header.Fields) is not { } table)
                return Refused(job, "The first line is not the header of one of the old clinic's tables.");
            long total = 0;
            while (await reader.ReadAsync() is { } record)
            {
                if (record.Fields.Any(field => TextForm.FaultOf(field) is not null))
                    return Refused(job, $"Line {record.Line} holds U+FFFD, which stands for letters that another program could not read: dump the table again, or write what they were.");
                if (++total > MostRows)
                    return Refused(job, $"The file has more than {MostRows} rows: put it in parts, each with the header.");
            }
            return job with { Result = job.Result with { Table = table.Name, Total = total } };
        }
        catch (CsvException error) when (error.IsEncoding)
        {
            return await RefusedEncodingAsync(job, error);
        }
        catch (CsvException error)
        {
            return Refused(job, $"Line {error.Line}: {error.Message}");
        }
    }

    private async Task<ImportJob> RefusedEncodingAsync(ImportJob job, CsvException error)
    {
        await using var again = await bucket.OpenAsync(job, 0);
        var offered = again is not null && await FileEncoding.IsWindows1252Async(again) ? FileEncoding.Windows1252 : null;
        var refused = Refused(job, $"Line {error.Line} is not UTF-8." + (offered is null
            ? ""
            : $" It can be read as {offered}: put the file again with the metadata encoding={offered} if that is what it is."));
        return refused with { Result = refused.Result with { OfferedEncoding = offered } };
    }

    private async Task<bool> SaveAsync(ImportJob job)
    {
        if (!await jobs.SaveAsync(job))
            return false;
        await ShowAsync(job);
        return true;
    }

    private Task ShowAsync(ImportJob job) => job.Result.State == ImportResult.Recounting ? Task.CompletedTask : bucket.WriteAsync(job);

    private async Task EndAsync(ImportJob job)
    {
        if (!await SaveAsync(job))
            return;
        LogEnded(logger, job.Result.State, job.Result.Read, job.Result.Written, job.Result.Unchanged, job.Result.Waiting, job.Result.Rejected);
        await jobs.EndAsync(job);
    }

    /// <summary>A file that has been imported before and is gone now keeps the result that it has.</summary>
    private static ImportJob Stopped(ImportJob job) => job.Result.State == ImportResult.Recounting ? job : job with
    {
        Result = job.Result with { State = ImportResult.Stopped, Reason = $"The file was replaced or deleted while it was read: {job.Result.Read} of its rows are done." },
    };

    private static ImportJob Refused(ImportJob job, string reason) => job with { Result = job.Result with { State = ImportResult.Refused, Reason = reason } };

    [LoggerMessage(2002, LogLevel.Information, "Import {state}: {read} rows read, {written} written, {unchanged} unchanged, {waiting} waiting, {rejected} rejected")]
    private static partial void LogEnded(ILogger logger, string state, long read, long written, long unchanged, long waiting, long rejected);

    [LoggerMessage(2003, LogLevel.Information, "Time is up after {read} of {total} rows; the next invocation goes on")]
    private static partial void LogPaused(ILogger logger, long read, long total);
}
