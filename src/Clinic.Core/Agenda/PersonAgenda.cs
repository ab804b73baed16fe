using System.Buffers.Binary;

namespace Clinic.Core.Agenda;

/// <summary>
/// What decides a person's time, patient or thanatologist. Whoever books for them does it on the condition that the version is still
/// the one that they have seen. docs/adr/0051.
/// </summary>
/// <param name="Version">Raised by every change of busy times or of the availability; 0 as long as nothing has been written.</param>
/// <param name="Busy">Every appointment that has not ended and holds its time.</param>
/// <param name="Availability">A thanatologist's; a patient has none.</param>
public sealed record PersonAgenda(string OwnerId, int Version, IReadOnlyList<BusyTime> Busy, Availability Availability)
{
    /// <summary>Whether one of the patient's appointments is their first, from which the reports count the days that they have waited.</summary>
    public bool HasFirst { get; init; }

    public static PersonAgenda Empty(string ownerId) => new(ownerId, 0, [], Availability.None);

    /// <summary>With an appointment at its time, and at no other.</summary>
    internal PersonAgenda With(Appointment appointment) => this with
    {
        Busy = [.. Without(appointment.Id).Busy, new BusyTime(appointment.Id, appointment.Start, appointment.Minutes)],
        HasFirst = HasFirst || (appointment.OpenedOn is not null && appointment.PatientId == OwnerId),
    };

    internal PersonAgenda Without(string appointmentId) => this with { Busy = [.. Busy.Where(busy => busy.AppointmentId != appointmentId)] };

    /// <summary>The appointments that another one would overlap, where the buffer is kept free after each of them.</summary>
    public IEnumerable<BusyTime> Conflicts(DateTimeOffset start, int minutes)
    {
        var end = start.AddMinutes(minutes);
        var buffer = TimeSpan.FromMinutes(Availability.Buffer);
        return Busy.Where(busy => start < busy.End + buffer && busy.Start < end + buffer);
    }
}

/// <summary>The time that an appointment holds.</summary>
public sealed record BusyTime(string AppointmentId, DateTimeOffset Start, int Minutes)
{
    public DateTimeOffset End => Start.AddMinutes(Minutes);
}

/// <summary>
/// Busy times in 22 bytes each, so that thousands fit into one item: the appointment's id, the start in minutes since 1970 (UTC) and the
/// length in minutes, all big-endian.
/// </summary>
internal static class BusyTimes
{
    private const int IdSize = 16;
    private const int Size = IdSize + sizeof(uint) + sizeof(ushort);

    public static byte[] Write(IReadOnlyList<BusyTime> busy)
    {
        var bytes = new byte[busy.Count * Size];
        for (var i = 0; i < busy.Count; i++)
        {
            var entry = bytes.AsSpan(i * Size, Size);
            Guid.ParseExact(busy[i].AppointmentId, "D").TryWriteBytes(entry, bigEndian: true, out _);
            BinaryPrimitives.WriteUInt32BigEndian(entry[IdSize..], checked((uint)ClinicClock.MinutesOf(busy[i].Start)));
            BinaryPrimitives.WriteUInt16BigEndian(entry[(IdSize + sizeof(uint))..], checked((ushort)busy[i].Minutes));
        }
        return bytes;
    }

    public static IReadOnlyList<BusyTime> Read(ReadOnlySpan<byte> bytes)
    {
        var busy = new BusyTime[bytes.Length / Size];
        for (var i = 0; i < busy.Length; i++)
        {
            var entry = bytes.Slice(i * Size, Size);
            busy[i] = new BusyTime(
                new Guid(entry[..IdSize], bigEndian: true).ToString(),
                ClinicClock.MomentOf(BinaryPrimitives.ReadUInt32BigEndian(entry[IdSize..])),
                BinaryPrimitives.ReadUInt16BigEndian(entry[(IdSize + sizeof(uint))..]));
        }
        return busy;
    }
}
