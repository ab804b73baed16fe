using System.Buffers.Binary;
using System.Buffers.Text;
using Clinic.Core.Errors;

namespace Clinic.Core.Sessions;

/// <summary>A therapy session. It is never changed or deleted; what is to be said later is an addendum.</summary>
/// <param name="Number">1, 2, 3 … per patient without a gap.</param>
/// <param name="RecoveryFee">In the clinic's currency, at most two decimals.</param>
/// <param name="Gender">The patient's at that time, for the reports alone: no representation shows it.</param>
/// <param name="LegacyId">What an imported session is in the old clinic's table; no representation shows it.</param>
/// <param name="LegacyNumber">The old clinic's number of an imported session, where it is not its number here.</param>
/// <param name="ImportedBy">The import of an imported session.</param>
/// <param name="Substitute">Held by somebody who is not the record's thanatologist; then there is a reason.</param>
public sealed record Session(
    string UserId,
    int Number,
    string ThanatologistId,
    string? ThanatologistName,
    DateOnly Date,
    string ServiceType,
    string InterventionType,
    string Tool,
    string Motive,
    string Evaluation,
    decimal RecoveryFee,
    bool Substitute,
    string? Reason,
    IReadOnlyList<Addendum> Addenda,
    DateTimeOffset CreatedAt,
    string? Gender = null,
    string? LegacyId = null,
    int? LegacyNumber = null,
    string? ImportedBy = null)
{
    public string Id => SessionId.Of(UserId, Number);
}

public sealed record Addendum(string Text, string ById, string? ByName, DateTimeOffset At);

/// <summary>A session's id is its key, the patient's id and the number, in base64url: a session is found by one GetItem, without an index.</summary>
public static class SessionId
{
    private const int GuidSize = 16;

    public static string Of(string userId, int number)
    {
        Span<byte> bytes = stackalloc byte[GuidSize + sizeof(int)];
        Guid.Parse(userId).TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[GuidSize..], number);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null when the text is no id.</summary>
    public static (string UserId, int Number)? Parse(string id)
    {
        Span<byte> bytes = stackalloc byte[GuidSize + sizeof(int)];
        if (id.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(id) || !Base64Url.TryDecodeFromChars(id, bytes, out _))
            return null;
        var key = (new Guid(bytes[..GuidSize], bigEndian: true).ToString(), BinaryPrimitives.ReadInt32BigEndian(bytes[GuidSize..]));
        return key.Item2 > 0 && Of(key.Item1, key.Item2) == id ? key : null;
    }
}

/// <summary>Which sessions to list: a patient's, a thanatologist's or both, between two dates inclusive.</summary>
public sealed record SessionQuery(string? UserId, string? ThanatologistId, DateOnly? From, DateOnly? To)
{
    /// <exception cref="InvalidInputException">The last day is before the first.</exception>
    public void CheckPeriod()
    {
        if (From > To)
            throw new InvalidInputException("to", "must not be before from");
    }
}

/// <summary>Amounts in the clinic's currency.</summary>
internal static class Money
{
    /// <summary>Without trailing zeros, as DynamoDB stores numbers: the first answer and every later one are the same.</summary>
    public static decimal Normalized(decimal amount) => amount / 1.0000000000000000000000000000m;
}

/// <summary>The clinic's day, in its own time zone.</summary>
public sealed class ClinicCalendar(TimeZoneInfo zone, TimeProvider time)
{
    public DateOnly Today => DateOf(time.GetUtcNow());

    /// <summary>When a day begins at the clinic.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        // Where the clocks are put forward at midnight, the day begins an hour later.
        local = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>The day at the clinic when something happened.</summary>
    public DateOnly DateOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);
}
