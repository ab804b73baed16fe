using System.Security.Cryptography;
using System.Text;
using BCryptHash = BCrypt.Net.BCrypt;

namespace Clinic.Core.Accounts;

/// <summary>
/// The salted-hash login. A client sends the password or its digest, hex SHA-256 of password and salt; what is stored is
/// bcrypt over the digest, so a stolen table cannot log in and bcrypt's limit of 72 bytes is never met.
/// </summary>
public static class PasswordDigest
{
    public const int WorkFactor = 12;
    public const int SaltLength = 16;
    internal const string SaltAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A hash that nothing matches; verifying it takes as long as verifying a real one.</summary>
    private const string DummyHash = "$2a$12$CwTycUXWue0Thq9StjUM0uJ4DLpV0YV1lN8q0oUOJrX9b2l0vWm7K";

    /// <summary>Lower-case hex SHA-256 of password and salt, in UTF-8.</summary>
    public static string Of(string password, string salt) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password + salt)));

    public static string NewSalt() => RandomNumberGenerator.GetString(SaltAlphabet, SaltLength);

    public static string Hash(string digest) => BCryptHash.HashPassword(digest, WorkFactor);

    /// <summary>Takes the same time whether there is a hash or not.</summary>
    public static bool Verify(string digest, string? hash) => BCryptHash.Verify(digest, hash ?? DummyHash) && hash is not null;
}
