#nullable enable
namespace BCrypt.Net;

/// <summary>The parts of <c>$2a$12$</c>, 22 characters of salt and 31 of digest in bcrypt's own base 64.</summary>
internal sealed record BCryptHash(string Revision, int WorkFactor, byte[] Salt)
{
    public const int MinWorkFactor = 4;
    public const int MaxWorkFactor = 31;
    private const int SaltStart = 7;
    private const int SaltCharacters = 22;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static BCryptHash Parse(string? hash)
    {
        if (string.IsNullOrEmpty(hash))
            throw new ArgumentException("Invalid salt: salt cannot be null or empty", nameof(hash));
        if (!hash.StartsWith("$2", StringComparison.Ordinal))
            throw new SaltParseException("Invalid salt version");
        if (hash is not [_, _, 'a' or 'b' or 'y', '$', ..])
            throw new SaltParseException("Invalid salt revision");
        if (hash is not [_, _, _, _, >= '0' and <= '9', >= '0' and <= '9', '$', ..])
            throw new SaltParseException("Missing salt rounds");
        var workFactor = ((hash[4] - '0') * 10) + (hash[5] - '0');
        if (workFactor is < MinWorkFactor or > MaxWorkFactor)
            throw new SaltParseException("Salt rounds out of range");
        if (hash.Length < SaltStart + SaltCharacters)
            throw new SaltParseException("Incomplete salt");
        return new BCryptHash(hash[1..3], workFactor, DecodeSalt(hash.AsSpan(SaltStart, SaltCharacters)));
    }

    private static byte[] DecodeSalt(ReadOnlySpan<char> text)
    {
        var salt = new byte[16];
        for (int i = 0, bits = 0, pending = 0, written = 0; i < text.Length; i++)
        {
            var value = Alphabet.IndexOf(text[i], StringComparison.Ordinal);
            if (value < 0)
                throw new SaltParseException("Invalid salt character");
            pending = ((pending << 6) | value) & 0xFFFF;
            bits += 6;
            if (bits < 8)
                continue;
            bits -= 8;
            salt[written++] = (byte)(pending >> bits);
        }

        return salt;
    }
}
