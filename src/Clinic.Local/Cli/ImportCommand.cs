using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Clinic.Ingestion;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Template;

namespace Clinic.Local.Cli;

/// <summary>Puts files of the old clinic into the running host's staging bucket, as one does in a stack, and shows what becomes of them.</summary>
internal static class ImportCommand
{
    private const int BarWidth = 30;
    private const int MostRowsShown = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The schedule that recounts runs every minute.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <returns>1 when a file was refused or a row rejected.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
            Check(file);
        if (files.GroupBy(Path.GetFileName).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new SetupException($"Two of the files are named {twice.Key}, and so would be their results: rename one, or import one after the other.");
        using var s3 = Connect(RunningHost.Get());
        var bucket = ClinicTemplate.Load(Path.Combine(RepositoryRoot.Find(), "template.yaml")).Buckets.Single(name => name.StartsWith("clinic-staging-", StringComparison.Ordinal));
        var shown = new List<Shown>();
        try
        {
            foreach (var file in files)
                shown.Add(await ImportAsync(s3, bucket, file, cancellationToken));
            await CountAgainAsync(s3, bucket, shown, cancellationToken);
        }
        catch (HttpRequestException)
        {
            throw new SetupException("The local host does not answer any more. './run_local.sh start' starts it, and it goes on with the file by itself; import the files behind that again.");
        }
        Summarize([.. shown.Select(one => one.Result)]);
        return shown.Exists(one => one.Result.State != ImportResult.Finished || one.Result.Rejected > 0) ? 1 : 0;
    }

    private static void Check(string file)
    {
        if (Directory.Exists(file))
            throw new SetupException($"{file} is a folder: name the CSV files in it.");
        if (!File.Exists(file))
            throw new SetupException($"There is no file {file}.");
        try
        {
            File.OpenRead(file).Dispose();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new SetupException($"{file} cannot be read: {(e is IOException ? "another program holds it" : "you have no permission to")}.");
        }
    }

    private static async Task<Shown> ImportAsync(AmazonS3Client s3, string bucket, string file, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(file);
        await s3.DeleteObjectAsync(bucket, ResultKey(name), cancellationToken); // of an earlier import
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "import/" + name, FilePath = file }, cancellationToken);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var shown = await FindResultAsync(s3, bucket, name, cancellationToken);
            Draw(name, shown?.Result, TimeProvider.System.GetElapsedTime(started));
            if (shown is { Result.State: not ImportResult.Running })
            {
                Console.WriteLine();
                return shown;
            }
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Waits until the waiting rows of a file are counted again, if a later file has brought something.</summary>
    private static async Task CountAgainAsync(AmazonS3Client s3, string bucket, List<Shown> shown, CancellationToken cancellationToken)
    {
        var last = shown.FindLastIndex(one => one.Result.Written > 0);
        var left = shown.Take(last).Where(one => one.Result.Waiting > 0).ToHashSet();
        if (left.Count == 0)
            return;
        Console.WriteLine("Rows that waited are counted again, within a minute or two.");
        var started = TimeProvider.System.GetTimestamp();
        for (var elapsed = TimeSpan.Zero; left.Count > 0 && elapsed < Patience; elapsed = TimeProvider.System.GetElapsedTime(started))
        {
            if (!Console.IsOutputRedirected)
                Console.Write(string.Create(CultureInfo.InvariantCulture, $"\r{left.Count} files left, {elapsed.TotalSeconds:0} s "));
            await Task.Delay(Pause, cancellationToken);
            foreach (var before in left.ToList())
            {
                if (await FindResultAsync(s3, bucket, before.Result.File, cancellationToken) is not { } now || now.At == before.At)
                    continue;
                shown[shown.IndexOf(before)] = now;
                left.Remove(before);
            }
        }
        Console.WriteLine();
    }

    private static async Task<Shown?> FindResultAsync(AmazonS3Client s3, string bucket, string name, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await s3.GetObjectAsync(bucket, ResultKey(name), cancellationToken);
            return new Shown((await JsonSerializer.DeserializeAsync(response.ResponseStream, IngestionJson.Contracts.ImportResult, cancellationToken))!, response.LastModified);
        }
        catch (AmazonS3Exception missing) when (missing.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    }

    /// <summary>
    /// One line that is overwritten; where the output is not a terminal, only the last one. The bar shows the rows read. They are written for many
    /// patients at a time, and in between only the seconds change.
    /// </summary>
    private static void Draw(string name, ImportResult? result, TimeSpan elapsed)
    {
        if (Console.IsOutputRedirected && result is null or { State: ImportResult.Running })
            return;
        var done = result is { Total: > 0 } ? (double)result.Read / result.Total : 0;
        var filled = (int)(done * BarWidth);
        Console.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\r{name,-24} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {done * 100,3:0} %  {result?.Read ?? 0} of {result?.Total ?? 0} rows read, {elapsed.TotalSeconds:0} s "));
    }

    private static void Summarize(IReadOnlyList<ImportResult> results)
    {
        Console.WriteLine();
        Console.WriteLine($"{"file",-24} {"state",-9} {"read",8} {"written",8} {"unchanged",9} {"waiting",8} {"rejected",8}");
        foreach (var result in results)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.File,-24} {result.State,-9} {result.Read,8} {result.Written,8} {result.Unchanged,9} {result.Waiting,8} {result.Rejected,8}"));
        }
        foreach (var result in results)
        {
            if (result.Reason is { } reason)
                Console.WriteLine($"{result.File}: {reason}");
            foreach (var row in (result.RejectedRows ?? []).Take(MostRowsShown))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.File}, line {row.Line}{(row.Column.Length > 0 ? ", " + row.Column : "")}: {row.Reason}"));
            if (result.RejectedRows?.Count > MostRowsShown)
                Console.WriteLine($"{result.File}: more rejected rows are in {ResultKey(result.File)} of the staging bucket.");
        }
        foreach (var result in results.Where(result => result.Repaired > 0))
        {
            foreach (var row in result.RepairedRows!.Take(MostRowsShown))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.File}, line {row.Line}, {row.Column}: {row.Repair} (the row is taken)"));
            if (result.Repaired > MostRowsShown)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.File}: {result.Repaired} values in all could not be taken as they were written; the first are in {ResultKey(result.File)}."));
        }
        if (results.Any(result => result.Waiting > 0))
            Console.WriteLine("Waiting rows are taken up when the file with their patient, record or member of staff comes.");
    }

    /// <param name="At">When the object was written.</param>
    private sealed record Shown(ImportResult Result, DateTime? At);

    private static string ResultKey(string name) => $"import-results/{name}.json";

    private static AmazonS3Client Connect(RunningHost host) => new(
        new BasicAWSCredentials(LocalCredentials.AccessKeyId, LocalCredentials.SecretAccessKey),
        new AmazonS3Config { ServiceURL = host.ServicesAddress.ToString(), AuthenticationRegion = PhysicalIds.Region, ForcePathStyle = true });
}
