using System.Text;

namespace Clinic.Ingestion;

/// <summary>The two encodings that a file may be in: UTF-8, or what old databases on Windows wrote, when the file is put with metadata <c>encoding: windows-1252</c>.</summary>
internal static class FileEncoding
{
    public const string Windows1252 = "windows-1252";
    private static readonly byte[] meaningless = [0x00, 0x81, 0x8D, 0x8F, 0x90, 0x9D];

    /// <summary>Null for a name that is none of the two.</summary>
    public static Encoding? Of(string? name) => name?.ToLowerInvariant() switch
    {
        null or "" or "utf-8" => new UTF8Encoding(false, throwOnInvalidBytes: true),
        Windows1252 => CodePagesEncodingProvider.Instance.GetEncoding(1252),
        _ => null,
    };

    /// <summary>Whether every byte means something in a Windows-1252 text; UTF-16 has NULs.</summary>
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
