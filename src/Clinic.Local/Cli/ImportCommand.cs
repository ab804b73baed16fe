using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Clinic.Core.Json;
using Clinic.Core.Legacy;
using Clinic.Local.Protocol;
using Clinic.Local.Template;

namespace Clinic.Local.Cli;

/// <summary>Puts files of the old clinic into the running host's staging bucket, as one does in a stack, and shows what becomes of them.</summary>
internal static class ImportCommand
{
    private const int BarWidth = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <returns>1 when a file was refused or a row rejected.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
            throw new SetupException($"{missing} is not a file.");
        if (files.GroupBy(Path.GetFileName).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new SetupException($"Two of the files are named {twice.Key}: their results would be, too.");
        using var s3 = Connect(RunningHost.Get(Path.Combine(RepositoryRoot.Find(), ".local")));
        var bucket = ClinicTemplate.Load(Path.Combine(RepositoryRoot.Find(), "template.yaml")).Buckets.Single(name => name.StartsWith("clinic-staging-", StringComparison.Ordinal));
        var results = new List<ImportResult>();
        foreach (var file in files)
            results.Add(await ImportAsync(s3, bucket, file, cancellationToken));
        Summarize(results);
        return results.Exists(result => result.State == ImportResult.Refused || result.Rejected > 0) ? 1 : 0;
    }

    private static async Task<ImportResult> ImportAsync(AmazonS3Client s3, string bucket, string file, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(file);
        await s3.DeleteObjectAsync(bucket, ResultKey(name), cancellationToken); // of an earlier import
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = "import/" + name, FilePath = file }, cancellationToken);
        while (true)
        {
            var result = await FindResultAsync(s3, bucket, name, cancellationToken);
            Draw(name, result);
            if (result is { State: not ImportResult.Running })
            {
                Console.WriteLine();
                return result;
            }
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static async Task<ImportResult?> FindResultAsync(AmazonS3Client s3, string bucket, string name, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await s3.GetObjectAsync(bucket, ResultKey(name), cancellationToken);
            return await JsonSerializer.DeserializeAsync(answer.ResponseStream, ClinicJson.TypeOf<ImportResult>(), cancellationToken);
        }
        catch (AmazonS3Exception missing) when (missing.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    }

    /// <summary>One line, drawn over itself; where the output is no terminal, only its end.</summary>
    private static void Draw(string name, ImportResult? result)
    {
        if (Console.IsOutputRedirected && result is null or { State: ImportResult.Running })
            return;
        var done = result is { Total: > 0 } ? (double)result.Read / result.Total : 0;
        var filled = (int)(done * BarWidth);
        Console.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\r{name,-24} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {done * 100,3:0} %  {result?.Read ?? 0} of {result?.Total ?? 0} rows"));
    }

    private static void Summarize(List<ImportResult> results)
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
            foreach (var row in result.RejectedRows ?? [])
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.File}, line {row.Line}{(row.Column.Length > 0 ? ", " + row.Column : "")}: {row.Reason}"));
        }
        if (results.Exists(result => result.Waiting > 0))
            Console.WriteLine("Waiting rows are taken up when the file with their patient, record or member of staff comes.");
    }

    private static string ResultKey(string name) => $"import-results/{name}.json";

    private static AmazonS3Client Connect(RunningHost host) => new(
        new BasicAWSCredentials(LocalCredentials.AccessKeyId, LocalCredentials.SecretAccessKey),
        new AmazonS3Config { ServiceURL = host.ServicesAddress.ToString(), AuthenticationRegion = PhysicalIds.Region, ForcePathStyle = true });
}
