using System.Security.Cryptography;
using System.Text;

namespace Clinic.Core.Security;

/// <summary>AES-256-GCM (NIST SP 800-38D) as this product uses it: a random 96-bit nonce, the ciphertext and a 128-bit tag, in this order.</summary>
internal static class AuthenticatedEncryption
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <param name="associated">What the ciphertext is bound to; it opens only together with the same text.</param>
    public static byte[] Seal(byte[] key, byte[] plain, string associated)
    {
        var box = new byte[NonceSize + plain.Length + TagSize];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            box.AsSpan(0, NonceSize), plain, box.AsSpan(NonceSize, plain.Length), box.AsSpan(NonceSize + plain.Length), Encoding.UTF8.GetBytes(associated));
        return box;
    }

    /// <summary>Null when the box or its associated text was changed, or the key is another one.</summary>
    public static byte[]? Open(byte[] key, ReadOnlySpan<byte> box, string associated)
    {
        if (box.Length < NonceSize + TagSize)
            return null;
        var plain = new byte[box.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        try
        {
            aes.Decrypt(box[..NonceSize], box[NonceSize..^TagSize], box[^TagSize..], plain, Encoding.UTF8.GetBytes(associated));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
