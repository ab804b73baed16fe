using System.Globalization;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;

namespace Clinic.Anonymization;

/// <summary>The export bucket as the tasks see it: their work is below <c>work/</c>, and what is handed out below <c>exports/</c>.</summary>
internal sealed class WorkFiles(IAmazonS3 s3, string bucket)
{
    public static string WorkKey(string exportId, string step, int part, string extension = "jsonl") =>
        string.Create(CultureInfo.InvariantCulture, $"work/{exportId}/{step}-{part:D4}.{extension}");

    public Task WriteAsync(string key, string text, string contentType) => s3.PutObjectAsync(new PutObjectRequest
    {
        BucketName = bucket,
        Key = key,
        ContentType = contentType,
        InputStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
    });

    public async Task<string> ReadAsync(string key)
    {
        using var answer = await s3.GetObjectAsync(bucket, key);
        using var reader = new StreamReader(answer.ResponseStream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    public Task DeleteAsync(string key) => s3.DeleteObjectAsync(bucket, key);
}
