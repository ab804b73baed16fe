using System.Net;
using System.Text;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;

namespace Clinic.Ingestion;

/// <summary>The bucket that receives the files and holds their results.</summary>
internal sealed class StagingBucket(IAmazonS3 s3)
{
    public const string Folder = "import/";
    private const string ResultFolder = "import-results/";

    /// <summary>The id of this version of the file, the encoding that its metadata names, and its bytes; null when there is no such file.</summary>
    public async Task<(string Version, string? Encoding, long Length)?> FindAsync(string bucket, string key)
    {
        try
        {
            var head = await s3.GetObjectMetadataAsync(bucket, key);
            return ($"{head.ETag} {head.LastModified?.Ticks}", head.Metadata["encoding"], head.ContentLength);
        }
        catch (AmazonS3Exception error) when (error.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The file's bytes from an offset on, if it is still of this version; null otherwise.</summary>
    public async Task<Stream?> OpenAsync(ImportJob job, long offset)
    {
        try
        {
            var request = new GetObjectRequest { BucketName = job.Bucket, Key = job.Key, EtagToMatch = job.Version.Split(' ')[0] };
            if (offset > 0)
                request.ByteRange = new ByteRange($"bytes={offset}-");
            return (await s3.GetObjectAsync(request)).ResponseStream;
        }
        catch (AmazonS3Exception error) when (error.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed)
        {
            return null;
        }
        catch (AmazonS3Exception error) when (error.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return Stream.Null; // the end of the file
        }
    }

    public Task WriteAsync(ImportJob job) => s3.PutObjectAsync(new PutObjectRequest
    {
        BucketName = job.Bucket,
        Key = $"{ResultFolder}{job.Key[Folder.Length..]}.json",
        ContentBody = JsonSerializer.Serialize(job.Result, IngestionJson.Contracts.ImportResult),
        ContentType = "application/json",
    });
}

/// <summary>The two encodings that a file may be in: UTF-8, or what old databases on Windows wrote, when the file is put with metadata <c>encoding: windows-1252</c>.</summary>
internal static class FileEncoding
{
    public const string Windows1252 = "windows-1252";
    private static readonly byte[] meaningless = [0x00, 0x81, 0x8D, 0x8F, 0x90, 0x9D];

    /// <summary>Null for any other name.</summary>
    public static Encoding? Of(string? name) => name?.ToLowerInvariant() switch
    {
        null or "" or "utf-8" => new UTF8Encoding(false, throwOnInvalidBytes: true),
        Windows1252 => CodePagesEncodingProvider.Instance.GetEncoding(1252),
        _ => null,
    };

    /// <summary>Whether every byte can be part of a Windows-1252 text. UTF-16 has NULs, which cannot.</summary>
    public static async Task<bool> IsWindows1252Async(Stream stream)
    {
        var buffer = new byte[65_536];
        while (await stream.ReadAsync(buffer) is var read and > 0)
        {
            if (buffer.AsSpan(0, read).ContainsAny(meaningless))
                return false;
        }
        return true;
    }
}
