using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Agenda;

/// <summary>Changes appointments: other times, another thanatologist, and where they stand; one, or one and those of its series after it.</summary>
/// <param name="cancelHours">Until how many hours before it a patient may cancel.</param>
public sealed class AppointmentChangeService(
    AppointmentService appointments,
    DynamoUsers users,
    DynamoAgendaStore agendas,
    DynamoAppointments store,
    DynamoSeries seriesStore,
    TimeZoneInfo zone,
    int cancelHours,
    Contention contention,
    TimeProvider time)
{
    private readonly BookingDesk desk = new(users, agendas, zone, time);
    private readonly ClinicCalendar calendar = new(zone, time);
    private readonly Lazy<AppointmentEditRules> rules = new();

    /// <summary>Applies an edit; one that changes nothing writes nothing.</summary>
    /// <param name="following">Whether it is also for those of the series that come later and are not final.</param>
    /// <exception cref="StaleVersionException">The appointment is no longer of the version that the caller has seen.</exception>
    /// <exception cref="ConflictException">The time cannot be had, or the status does not allow it; of several, none can be changed.</exception>
    public async Task<BookedView> ChangeAsync(Caller caller, string id, VersionCondition ifMatch, bool following, Func<AppointmentEdit, AppointmentEdit> edit)
    {
        var chosen = await appointments.FindAsync(caller, id);
        if (following && chosen.SeriesId is { } seriesId)
            return new BookedView(null, await ChangeFollowingAsync(caller, seriesId, chosen, ifMatch, edit));
        var changed = await ChangeOneAsync(caller, id, ifMatch, edit);
        return new BookedView((await appointments.ShowAsync([changed]))[0], null);
    }

    /// <summary>Each is changed for itself. Those that are moved later begin with the last one, so that none meets the next one's old time.</summary>
    private async Task<SeriesView> ChangeFollowingAsync(Caller caller, string seriesId, Appointment chosen, VersionCondition ifMatch, Func<AppointmentEdit, AppointmentEdit> edit)
    {
        ifMatch.Check(chosen.Version);
        var wanted = Checked(chosen, edit);
        var series = await FinishedAsync(seriesId);
        var later = (await store.FindAsync(series.Appointments.Select(appointment => appointment.Id)))
            .Where(appointment => appointment.Id == chosen.Id || (appointment.Start > chosen.Start && !appointment.IsFinal));
        var (changed, conflicts) = (new List<Appointment>(), new List<TimeConflict>());
        var (tells, since) = (caller.Role is not Role.Patient && (wanted.Start != chosen.Start || wanted.Status is AppointmentStatus.Cancelled), time.GetUtcNow());
        if (tells)
            await seriesStore.TellChangesAsync(seriesId, since, since + DynamoSeries.LongestRequest);
        var version = $"{chosen.Id}#{chosen.Version}";
        foreach (var appointment in wanted.Start > chosen.Start ? later.Reverse() : later)
        {
            var isChosen = appointment.Id == chosen.Id;
            // Some may have been moved already by this very request, which a crash has ended: what counts is where they stood before it.
            var from = appointment.Move is { } move && move.With == version ? move.From : appointment.Start;
            var start = isChosen ? wanted.Start!.Value : Shifted(from, chosen.Start, wanted.Start!.Value);
            try
            {
                changed.Add(await ChangeOneAsync(
                    caller,
                    appointment.Id,
                    isChosen ? ifMatch : VersionCondition.Any,
                    before => edit(before) with { Start = wanted.Start == chosen.Start ? before.Start : start },
                    new SeriesMove(version, from)));
            }
            catch (ClinicException refusal) when (refusal is ConflictException || (!isChosen && refusal is InvalidInputException or NotFoundException))
            {
                conflicts.Add(new TimeConflict(start, Code: refusal.Code));
            }
        }
        conflicts.Sort((one, other) => one.Start.CompareTo(other.Start));
        if (changed.Count == 0)
            throw new ConflictException(conflicts[0].Code!) { Conflicts = conflicts };
        if (tells)
            await seriesStore.TellChangesAsync(seriesId, since, time.GetUtcNow());
        return new SeriesView(seriesId, await appointments.ShowAsync([.. changed.OrderBy(appointment => appointment.Start)]), conflicts);
    }

    /// <summary>The appointments of a series that a crash has left unfinished are written before they are changed.</summary>
    private Task<Series> FinishedAsync(string seriesId) => contention.RetryAsync(async () =>
    {
        var series = (await seriesStore.FindAsync(seriesId))!;
        await seriesStore.FinishAsync(series, null);
        return series;
    });

    /// <summary>A start that is moved by the difference between two others on the clinic's clock.</summary>
    private DateTimeOffset Shifted(DateTimeOffset start, DateTimeOffset from, DateTimeOffset to)
    {
        if (from == to)
            return start;
        var moved = Local(start) + (Local(to) - Local(from));
        return calendar.MomentOf(DateOnly.FromDateTime(moved), TimeOnly.FromDateTime(moved));

        DateTime Local(DateTimeOffset moment)
        {
            var (day, clock) = calendar.LocalOf(moment);
            return day.ToDateTime(clock);
        }
    }

    /// <summary>Applies an edit to an appointment alone.</summary>
    internal Task<Appointment> ChangeOneAsync(Caller caller, string id, VersionCondition ifMatch, Func<AppointmentEdit, AppointmentEdit> edit, SeriesMove? bySeries = null) => contention.RetryAsync(async () =>
    {
        var before = await appointments.FindAsync(caller, id);
        ifMatch.Check(before.Version);
        var wanted = Checked(before, edit);
        var after = Apply(caller, before, wanted, bySeries);
        if (after == before)
            return before;
        var changed = new List<PersonAgenda>();
        Appointment? heir = null;
        if (after.Status is AppointmentStatus.Cancelled)
            (after, changed, heir) = await CancelAsync(before, after);
        else if (TakesOtherTime(before, after))
            (after, changed) = await MoveAsync(caller, before, after, wanted.Override is true);
        var fields = AppointmentItems.Difference(before, after, calendar);
        var entry = AuditEntry.Of(caller, before.PatientId, caller.IsByLink ? AuditAction.AppointmentAnswered : AuditAction.AppointmentChanged, after.UpdatedAt, fields) with
        {
            Appointments = [id],
            Reason = after.Status is AppointmentStatus.Cancelled ? after.Reason : null,
        };
        await store.ChangeAsync(caller, before, after, changed, heir, entry);
        return after;
    });

    /// <summary>The edit as the caller wants it, when it keeps the rules.</summary>
    private AppointmentEdit Checked(Appointment before, Func<AppointmentEdit, AppointmentEdit> edit)
    {
        var (stored, wanted) = (AppointmentEdit.Of(before), edit(AppointmentEdit.Of(before)));
        Validation.Check(rules.Value, wanted, stored);
        if (wanted.Start != stored.Start && AppointmentRules.FaultOfStart(wanted.Start, time) is { } fault)
            throw new InvalidInputException("start", fault);
        return wanted;
    }

    /// <summary>The appointment after an edit, whether its time can be had or not.</summary>
    /// <param name="bySeries">When it is changed with others of its series, which then tells the patient.</param>
    private Appointment Apply(Caller caller, Appointment before, AppointmentEdit edit, SeriesMove? bySeries)
    {
        var edited = before with
        {
            ThanatologistId = Identifier.Parse(edit.ThanatologistId!),
            Start = edit.Start!.Value,
            Minutes = edit.Minutes!.Value,
            Mode = edit.Mode!.Value,
            Place = edit.Place?.Trim(),
            Note = edit.Note?.Trim(),
        };
        var (status, reason, now) = (edit.Status!.Value, edit.Reason?.Trim(), time.GetUtcNow());
        if (edited == before && status == before.Status && reason == before.Reason)
            return before;
        CheckMayWrite(caller, before, edited, status);
        // The agendas have forgotten what has ended, so nobody could tell whether such a time is free.
        var isOver = edited.Start == before.Start && before.End <= now;
        if (before.IsFinal ? edited != before || reason != before.Reason : TakesOtherTime(before, edited) && (isOver || !before.IsAhead))
            throw new ConflictException(ProblemCode.FinalStatus);
        // Whom the clinic moves has not confirmed the new time.
        if (edited.Start != before.Start)
            edited = edited with { Status = AppointmentStatus.Booked, Notice = new AppointmentNotice(bySeries is null ? NoticeKind.Moved : NoticeKind.BySeries, now), Move = bySeries };
        if (status != before.Status && status != edited.Status)
            edited = Become(caller, edited, status, reason, now, bySeries is not null);
        else if (reason != before.Reason)
            throw NoReason();
        if (edited.Status is not (AppointmentStatus.Booked or AppointmentStatus.Confirmed) && TakesOtherTime(before, edited))
            throw new InvalidInputException("status", FieldCode.NotAllowed, new("no va con otra hora: son dos cambios", "does not go with another time: these are two changes"));
        return edited with { Version = before.Version + 1, UpdatedAt = now };
    }

    private Appointment Become(Caller caller, Appointment edited, AppointmentStatus status, string? reason, DateTimeOffset now, bool bySeries)
    {
        if (!edited.MayBecome(status, calendar, now))
            throw new ConflictException(ProblemCode.FinalStatus);
        if (status is not AppointmentStatus.Cancelled)
            return reason is null ? edited with { Status = status } : throw NoReason();
        if (string.IsNullOrEmpty(reason))
            throw new InvalidInputException("reason", FieldCode.Required, new("es obligatorio: por qué se cancela la cita", "is required: why the appointment is cancelled"));
        var byPatient = caller.Role is Role.Patient;
        return edited with
        {
            Status = status,
            Reason = reason,
            CancelledBy = byPatient ? CancelledBy.Patient : CancelledBy.Clinic,
            Notice = byPatient ? null : new AppointmentNotice(bySeries ? NoticeKind.BySeries : NoticeKind.Cancelled, now),
        };
    }

    /// <summary>Patients cancel what is theirs in good time, and change nothing else. What a link allows is for <see cref="AnswerService"/> to say.</summary>
    private void CheckMayWrite(Caller caller, Appointment before, Appointment edited, AppointmentStatus status)
    {
        if (caller.Role is not Role.Patient || caller.IsByLink)
            return;
        if (edited != before || status is not AppointmentStatus.Cancelled)
            throw new ForbiddenException(ProblemCode.AppointmentByClinic);
        if (before.IsAhead && before.Start.AddHours(-cancelHours) < time.GetUtcNow())
            throw new ConflictException(ProblemCode.CancelTooLate);
    }

    /// <summary>The agendas without the appointment. Where it was the patient's first, the next one that is not over becomes it, or else the next that is booked.</summary>
    private async Task<(Appointment After, List<PersonAgenda> Changed, Appointment? Heir)> CancelAsync(Appointment before, Appointment after)
    {
        var found = (await agendas.FindAsync([before.ThanatologistId, before.PatientId])).Select(agenda => agenda.Without(before.Id)).ToList();
        if (before.OpenedOn is null)
            return (after, found, null);
        var heir = await store.FindAsync(found[1].Busy.Where(busy => busy.End > after.UpdatedAt).Select(busy => busy.AppointmentId)) is [var next, ..] ? next : null;
        return (after with { OpenedOn = null }, [found[0], found[1] with { HasFirst = heir is not null }], heir);
    }

    /// <summary>The appointment at its new time, and the agendas that change with it.</summary>
    private async Task<(Appointment After, List<PersonAgenda> Changed)> MoveAsync(Caller caller, Appointment before, Appointment after, bool overrides)
    {
        var parties = (await desk.ReadAsync(caller, after.PatientId, after.ThanatologistId, before)).Without(after.Id);
        var former = after.ThanatologistId == before.ThanatologistId ? null : (await agendas.FindAsync(before.ThanatologistId)).Without(before.Id);
        if (desk.Refusal(caller, parties, after.Start, after.Minutes, after.Mode, overrides) is { } refusal)
            throw refusal;
        // The place of the hours follows the hours; another one was sent, and stays.
        var formerPlace = (former is null ? parties.Hours : new OpenHours(former.Availability, zone)).PlaceAt(before.Start);
        if (after.Place == before.Place && (after.Place is null || after.Place == formerPlace))
            after = after with { Place = after.Mode is AppointmentMode.InPerson ? parties.Hours.PlaceAt(after.Start) : null };
        parties = parties.With(after);
        return (after, former is null ? [parties.OfThanatologist, parties.OfPatient] : [parties.OfThanatologist, parties.OfPatient, former]);
    }

    /// <summary>The hours are of certain modes, so another mode is asked about as another time is.</summary>
    private static bool TakesOtherTime(Appointment before, Appointment after) =>
        (before.Start, before.Minutes, before.Mode, before.ThanatologistId) != (after.Start, after.Minutes, after.Mode, after.ThanatologistId);

    private static InvalidInputException NoReason() => new("reason", FieldCode.NotAllowed, new("es solo para cancelar", "is for cancellations only"));
}
