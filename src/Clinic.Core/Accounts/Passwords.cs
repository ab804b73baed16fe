using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Clinic.Core.Errors;
using Clinic.Core.Text;
using FluentValidation;
using BCryptHash = BCrypt.Net.BCrypt;

namespace Clinic.Core.Accounts;

/// <summary>
/// The salted-hash login. A client sends the password or its digest, hex SHA-256 of password and salt; what is stored is
/// bcrypt over the digest, so a stolen table cannot log in and bcrypt's limit of 72 bytes is never met.
/// </summary>
public static partial class PasswordDigest
{
    public const int WorkFactor = 12;
    public const int SaltLength = 16;
    private const int MostDigests = 2;
    internal const string SaltAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A hash that nothing matches; verifying it takes as long as verifying a real one.</summary>
    private const string DummyHash = "$2a$12$CwTycUXWue0Thq9StjUM0uJ4DLpV0YV1lN8q0oUOJrX9b2l0vWm7K";

    /// <summary>Revision, cost and salt. Without this check BCrypt.Net mistakes some broken hashes for hashes of another password.</summary>
    [GeneratedRegex(@"^\$2[aby]\$(0[4-9]|[12][0-9]|3[01])\$[./A-Za-z0-9]{22}")]
    private static partial Regex WellFormed { get; }

    /// <summary>Lower-case hex SHA-256 of the password in Unicode's form C (NIST SP 800-63B, section 5.1.1.2) and the salt, in UTF-8.</summary>
    public static string Of(string password, string salt) => OfTyped(CanonicalForm.Composed(password), salt);

    /// <summary>
    /// The digests to try for a password: that of its normalized form and, if it was typed in another form, that of what was typed,
    /// which old accounts have. Their number, and so the time it takes, depends on what was typed alone.
    /// </summary>
    public static string Attempt(string password, string salt)
    {
        var (digest, typed) = (Of(password, salt), OfTyped(password, salt));
        return digest == typed ? digest : $"{digest} {typed}";
    }

    public static string NewSalt() => RandomNumberGenerator.GetString(SaltAlphabet, SaltLength);

    public static string Hash(string digest) => BCryptHash.HashPassword(digest, WorkFactor);

    /// <summary>Takes the same time whether there is a hash or not, and whichever of the attempt's digests is the right one.</summary>
    /// <exception cref="FormatException">The stored hash is broken, which is not a failed login.</exception>
    public static bool Verify(string attempt, string? hash)
    {
        if (hash is not null && !WellFormed.IsMatch(hash))
            throw new FormatException("A stored hash is no bcrypt hash.");
        return attempt.Split(' ').Take(MostDigests).Select(digest => BCryptHash.Verify(digest, hash ?? DummyHash)).ToList().Contains(true) && hash is not null;
    }

    private static string OfTyped(string password, string salt) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password + salt)));
}

/// <summary>What a new password must be: NIST SP 800-63B, section 5.1.1.2 - long enough, not common, no composition rules.</summary>
internal static class PasswordRules
{
    private const int Shortest = 8;
    private const int Longest = 128;

    public static readonly FieldFault IsEmail = new(FieldCode.Guessable, new("no debe ser el correo", "must not be the email address"));

    public static void NewPassword<T>(this IRuleBuilder<T, string?> rule) => rule
        .Meets(new() { Required = true, MinLength = Shortest, MaxLength = Longest }, FaultOf)
        .Meets(new(), password => password is not null && CommonPasswords.Contains(CanonicalForm.Composed(password))
            ? new(FieldCode.Guessable, new("es una de las contraseñas más comunes: elija otra", "is one of the most common passwords: choose another"))
            : null);

    public static void NotEmail<T>(this IRuleBuilder<T, string?> rule, Func<T, string?> email) =>
        rule.Meets(new(), (contract, password) => IsNotEmail(password, email(contract)) ? null : IsEmail);

    public static void RefreshToken<T>(this IRuleBuilder<T, string?> rule) => rule.Filled(4096, Phrases.IsRequired);

    /// <summary>Any characters as they are, for values that have to be right rather than well-formed.</summary>
    public static IRuleBuilderOptions<T, string?> Filled<T>(this IRuleBuilder<T, string?> rule, int longest, Phrase text) => rule
        .Meets(new() { Required = true, MinLength = 1, MaxLength = longest }, value =>
            value is null or "" ? new(FieldCode.Required, text)
            : TextForm.LengthOf(value) > longest ? new(FieldCode.TooLong, text, longest)
            : null);

    public static bool IsNotEmail(string? password, string? email) =>
        password is null || email is null || !CanonicalForm.Composed(password).Trim().Equals(email.Trim(), StringComparison.OrdinalIgnoreCase);

    private static FieldFault? FaultOf(string? password)
    {
        var text = Phrases.Required(new($"de {Shortest} a {Longest} caracteres, no todos en blanco", $"{Shortest} to {Longest} characters, not all of them blank"));
        if (password is null || !TextForm.Shows(password))
            return new(FieldCode.Required, text);
        return TextForm.LengthOf(CanonicalForm.Composed(password)) switch
        {
            < Shortest => new(FieldCode.TooShort, text, Shortest),
            > Longest => new(FieldCode.TooLong, text, Longest),
            _ => null,
        };
    }
}

/// <summary>The 3,000 most common of the passwords that are long enough, from the list that the embedded file names. Letter case is ignored.</summary>
internal static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> All = new(Read);

    public static bool Contains(string password) => All.Value.Contains(password);

    private static FrozenSet<string> Read()
    {
        using var resource = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }
}
