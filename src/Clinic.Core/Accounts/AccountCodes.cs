using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Text;
using Clinic.Core.Users;
using FluentValidation;

namespace Clinic.Core.Accounts;

/// <summary>A code as it is stored: its MAC and when it ends.</summary>
public sealed record StoredCode(string Mac, DateTimeOffset ExpiresAt);

/// <summary>
/// The codes with which an account may choose its password, and their limits: in any 24 hours 5 mails and 20 attempts, with growing
/// pauses. An account id that no user has reads as an account without codes and has the same limits. docs/adr/0033.
/// </summary>
/// <param name="Reset">The code that was asked for last.</param>
/// <param name="ResetTries">The number of attempts with any code since then.</param>
/// <param name="Invitation">The code of the invitation. Neither a new reset code nor a wrong attempt ends it.</param>
/// <param name="MailedAt">When the last codes were mailed, oldest first.</param>
/// <param name="TriedAt">When the last codes were tried, oldest first.</param>
public sealed record AccountCodes(
    string UserId, StoredCode? Reset, int ResetTries, StoredCode? Invitation, IReadOnlyList<DateTimeOffset> MailedAt, IReadOnlyList<DateTimeOffset> TriedAt)
{
    public const int MailsPerDay = 5;
    public const int TriesPerDay = 20;
    private const int TriesPerCode = 5;

    internal static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static readonly RateLimit Limit = new("reset", TriesPerDay, Day);

    internal static readonly AttemptsLeft AllLeft = new(TriesPerDay, Day);
    private static readonly TimeSpan FirstMailPause = TimeSpan.FromMinutes(1);

    /// <summary>Whether the next code may be mailed: a minute after the first one, two minutes after the second, and so on.</summary>
    internal bool MayMail(DateTimeOffset now)
    {
        var mails = WithinDay(MailedAt, now);
        return mails.Count == 0 || (mails.Count < MailsPerDay && now >= mails[^1] + FirstMailPause * (1 << (mails.Count - 1)));
    }

    /// <summary>
    /// When the next attempt is allowed; null when it is now. Ten attempts may follow each other, twice as many as one reset code allows;
    /// then every fifth one causes a pause, as long as the lock after wrong passwords.
    /// </summary>
    internal DateTimeOffset? PausedUntil(DateTimeOffset now)
    {
        var tries = WithinDay(TriedAt, now);
        var end = tries.Count >= TriesPerDay ? tries[^TriesPerDay] + Day
            : tries.Count > LoginGuard.FailuresPerLock ? tries[^1] + LoginGuard.LockAfter(tries.Count - LoginGuard.FailuresPerLock)
            : null;
        return end > now ? end : null;
    }

    /// <summary>What is left of the day's attempts, and when there is one more; none during a pause.</summary>
    internal AttemptsLeft Left(DateTimeOffset now)
    {
        if (PausedUntil(now) is { } end)
            return new AttemptsLeft(0, end - now);
        var tries = WithinDay(TriedAt, now);
        return tries.Count == 0 ? AllLeft : new AttemptsLeft(TriesPerDay - tries.Count, tries[0] + Day - now);
    }

    /// <summary>The times with one more mail or attempt, without those that are more than a day old.</summary>
    internal static IReadOnlyList<DateTimeOffset> WithOneMore(IReadOnlyList<DateTimeOffset> times, DateTimeOffset now) => [.. WithinDay(times, now), now];

    /// <summary>Whether this is the MAC of a code that is good. The current attempt is counted already.</summary>
    internal bool Accepts(string mac, DateTimeOffset now) =>
        IsGood(Invitation, mac, now) | (IsGood(Reset, mac, now) & ResetTries <= TriesPerCode);

    private static bool IsGood(StoredCode? code, string mac, DateTimeOffset now) => code is not null && code.ExpiresAt > now && ConstantTime.Equal(code.Mac, mac);

    private static List<DateTimeOffset> WithinDay(IReadOnlyList<DateTimeOffset> times, DateTimeOffset now) => [.. times.Where(time => time > now - Day)];
}

/// <summary>Makes the single-use codes of invitation and reset mails: 8 digits. Only an HMAC is stored, so that the table alone does not reveal the code.</summary>
public sealed class ResetCodes(KeyRing keys, TimeProvider time)
{
    public static readonly TimeSpan ResetLife = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan InvitationLife = TimeSpan.FromDays(7);

    public async Task<(string Code, StoredCode Stored)> NewAsync(string userId, TimeSpan life)
    {
        var code = RandomNumberGenerator.GetInt32(100_000_000).ToString("D8", CultureInfo.InvariantCulture);
        return (code, new StoredCode(await MacAsync(userId, code), time.GetUtcNow() + life));
    }

    public async Task<string> MacAsync(string userId, string code) =>
        Convert.ToHexStringLower(await keys.MacAsync(KeyRing.ResetCodes, $"{userId} {TypedCode.Normalize(code)}"));
}

/// <summary>
/// A code as people type or paste it. Only its letters and digits count: not the letter case, the width or script of
/// a digit, nor the blanks, hyphens, line ends and invisible characters around and between them.
/// </summary>
internal static class TypedCode
{
    private const int Longest = 64;
    private const int FullWidth = 0xFEE0; // from ASCII to its full-width form

    public static string Normalize(string typed)
    {
        var plain = new StringBuilder(typed.Length);
        foreach (var rune in typed.EnumerateRunes())
        {
            if (Rune.IsDigit(rune))
                plain.Append((int)Rune.GetNumericValue(rune));
            else if (Rune.IsLetter(rune))
                plain.Append(Rune.ToLowerInvariant(rune.Value is >= 'A' + FullWidth and <= 'z' + FullWidth ? new Rune(rune.Value - FullWidth) : rune));
        }
        return plain.ToString();
    }

    /// <summary>A code is required: a text with at least one character that counts.</summary>
    public static void Typed<T>(this IRuleBuilder<T, string?> rule, Phrase what)
    {
        var text = Phrases.Required(what);
        rule.Meets(new() { Required = true, MinLength = 1, MaxLength = Longest }, value =>
            value?.Length > Longest ? new(FieldCode.TooLong, text, Longest)
            : value is null || Normalize(value).Length == 0 ? new(FieldCode.Required, text)
            : null);
    }
}

/// <summary>A code to choose the first password with, and the mail that brings it; both are stored with the account.</summary>
public sealed record Invitation(StoredCode Code, Message Mail);

/// <summary>Invites new accounts to choose a password.</summary>
public sealed class Invitations(ResetCodes codes, AccountMails mails, MessageComposer composer)
{
    public async Task<Invitation> NewAsync(User user)
    {
        var (code, stored) = await codes.NewAsync(user.Id, ResetCodes.InvitationLife);
        var (subject, content) = mails.Invitation(user.Data.FirstName!, code);
        return new Invitation(stored, await composer.ComposeAsync(user.Data.Email!, user.Id, subject, content));
    }
}
