using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>What the link of a reminder names: an appointment, at the time that the reminder told.</summary>
public sealed record AnswerToken(string AppointmentId, DateTimeOffset Start);

/// <summary>
/// Tokens for the links of reminders, of 54 characters, as they go into an SMS too: the appointment's id, its start in minutes since 1970
/// (UTC) and the id of the root key, big-endian, sealed by HMAC-SHA-256 cut to 128 bits (RFC 2104, section 5). The same appointment at
/// the same time has the same token until the root secret is rotated; a token of an older root is read as long as the secret has it.
/// </summary>
public sealed class AnswerTokens(KeyRing keys)
{
    private const int IdSize = 16;
    private const int KeyIdAt = IdSize + sizeof(uint);
    private const int SealAt = KeyIdAt + KeyRing.IdSize;
    private const int Size = SealAt + SealSize;
    private const int SealSize = 16;

    public async Task<string> WriteAsync(string appointmentId, DateTimeOffset start)
    {
        var bytes = new byte[Size];
        Guid.ParseExact(appointmentId, "D").TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(IdSize), checked((uint)ClinicClock.MinutesOf(start)));
        var keyId = await keys.KeyIdAsync();
        Convert.FromHexString(keyId).CopyTo(bytes, KeyIdAt);
        Seal((await keys.FindKeyAsync(KeyRing.AppointmentAnswers, keyId))!, bytes).CopyTo(bytes.AsSpan(SealAt));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null for what is none of our tokens, or was changed.</summary>
    public async Task<AnswerToken?> ReadAsync(string token)
    {
        var bytes = new byte[Size];
        // The decoder overlooks blanks, padding and the last bits.
        if (!Base64Url.IsValid(token, out var size) || size != Size || !Base64Url.TryDecodeFromChars(token, bytes, out _) || Base64Url.EncodeToString(bytes) != token)
            return null;
        var keyId = Convert.ToHexStringLower(bytes, KeyIdAt, KeyRing.IdSize);
        if (await keys.FindKeyAsync(KeyRing.AppointmentAnswers, keyId) is not { } key || !CryptographicOperations.FixedTimeEquals(Seal(key, bytes), bytes.AsSpan(SealAt)))
            return null;
        return new AnswerToken(
            new Guid(bytes.AsSpan(0, IdSize), bigEndian: true).ToString(), ClinicClock.MomentOf(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(IdSize))));
    }

    private static ReadOnlySpan<byte> Seal(byte[] key, byte[] bytes) => HMACSHA256.HashData(key, bytes.AsSpan(0, SealAt)).AsSpan(0, SealSize);
}

/// <summary>
/// Confirms and cancels for a patient who has not signed in: whoever has the link of a reminder may answer for that one appointment at
/// that one time, until it begins. How many hours before it patients may cancel is asked of those alone who cancel without a link.
/// </summary>
/// <param name="language">Of the reason that a cancellation is stored with.</param>
public sealed class AnswerService(
    AnswerTokens tokens, DynamoUsers users, DynamoAppointments store, AppointmentChangeService changes, Language language, Contention contention, TimeProvider time)
{
    private static readonly Phrase Reason = new("Cancelada con el enlace del recordatorio", "Cancelled with the reminder's link");

    private static readonly Phrase Moved = new(
        "Su cita cambió de hora. El mensaje más reciente de la clínica dice cuándo es; si no lo encuentra, llame a la clínica.",
        "Your appointment has another time now. The clinic's latest message says when; if you cannot find it, please call the clinic.");

    private static readonly Phrase Begun = new(
        "Esta cita ya comenzó o ya pasó. Si necesita otra, llame a la clínica.", "This appointment has begun or is over. If you need another one, please call the clinic.");

    private static readonly Phrase Cancelled = new("Esta cita está cancelada. Si necesita otra, llame a la clínica.", "This appointment is cancelled. If you need another one, please call the clinic.");

    private static readonly Phrase Inactive = new("Con este enlace ya no se puede responder. Llame a la clínica.", "Nothing can be answered with this link any more. Please call the clinic.");

    /// <summary>The appointment that a link is for: one that can be answered, or that its patient has cancelled.</summary>
    /// <exception cref="NotFoundException">The token is not one of ours.</exception>
    /// <exception cref="GoneException">The appointment is not at that time any more, has begun or was cancelled by the clinic, or the patient's account is no longer active.</exception>
    public async Task<Appointment> FindAsync(string token)
    {
        if (await tokens.ReadAsync(token) is not { } link || await store.FindAsync(link.AppointmentId) is not { } appointment)
            throw new NotFoundException();
        if (EndOf(appointment, link.Start) is { } end)
            throw new GoneException(ProblemCode.LinkEnded, end);
        return await users.FindAsync(appointment.PatientId) is { Status: UserStatus.Active } ? appointment : throw new GoneException(ProblemCode.LinkEnded, Inactive);
    }

    /// <summary>Confirms or cancels; an answer that was given before changes nothing.</summary>
    /// <exception cref="NotFoundException">The token is not one of ours.</exception>
    /// <exception cref="GoneException">As for <see cref="FindAsync"/>, or what is to be confirmed is cancelled.</exception>
    public Task<Appointment> AnswerAsync(string token, bool confirms, string requestId) => contention.RetryAsync(async () =>
    {
        var seen = await FindAsync(token);
        if (seen.Status is AppointmentStatus.Cancelled)
            return confirms ? throw new GoneException(ProblemCode.LinkEnded, Cancelled) : seen;
        try
        {
            return await changes.ChangeOneAsync(Caller.ByLink(seen.PatientId, requestId), seen.Id, VersionCondition.Only(seen.Version), edit => confirms
                ? edit with { Status = AppointmentStatus.Confirmed }
                : edit with { Status = AppointmentStatus.Cancelled, Reason = Reason.In(language) });
        }
        catch (StaleVersionException changed)
        {
            throw new ContentionException(changed);
        }
    });

    /// <summary>Why nothing can be answered any more; null as long as it can.</summary>
    private Phrase? EndOf(Appointment appointment, DateTimeOffset start) => appointment switch
    {
        { Status: AppointmentStatus.Cancelled } when appointment.CancelledBy is CancelledBy.Clinic || appointment.Start != start => Cancelled,
        _ when appointment.Start != start => Moved,
        { IsAhead: false, Status: not AppointmentStatus.Cancelled } => Begun,
        _ => start <= time.GetUtcNow() ? Begun : null,
    };
}
