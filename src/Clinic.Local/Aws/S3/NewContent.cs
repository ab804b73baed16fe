using System.Security.Cryptography;

namespace Clinic.Local.Aws.S3;

/// <summary>Content that lies in a file of its own until it becomes an object or a part of one.</summary>
internal sealed record NewContent(string Path, long Length, byte[] Md5)
{
    public string ETag => $"\"{Convert.ToHexStringLower(Md5)}\"";

    public static async Task<NewContent> WriteAsync(string path, Stream body, CancellationToken cancellationToken)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var buffer = new byte[81_920];
        long length = 0;
        try
        {
            await using var file = File.Create(path);
            while (await body.ReadAsync(buffer, cancellationToken) is var read and > 0)
            {
                md5.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                length += read;
            }
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        return new NewContent(path, length, md5.GetHashAndReset());
    }
}
