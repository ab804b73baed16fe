using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>Alerts of patients: what persons say, and what they say of it later. The texts are clinical: who reads them is audited.</summary>
/// <param name="language">Of what the server says by itself.</param>
public sealed class AlertService(
    CarePatients patients,
    DynamoUsers users,
    DynamoSessionList sessions,
    DynamoAlerts store,
    NameDirectory names,
    DynamoAuditStore audit,
    ClinicCalendar calendar,
    Language language,
    Contention contention,
    TimeProvider time)
{
    /// <summary>How long somebody who has held a session for a colleague's patient may open alerts for them.</summary>
    private const int DaysOfSubstitute = 30;

    /// <summary>Opens an alert, or raises the one that is open of this kind.</summary>
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not open alerts for them.</exception>
    /// <exception cref="ConflictException">The patient has as many alerts as one may have, or the alert as many reviews.</exception>
    public Task<AlertView> AddAsync(Caller caller, string patientId, NewAlert input, ResponseToStore<AlertView> response) => contention.RetryAsync(async () =>
    {
        var (patient, isSubstitute) = await FindAsync(caller, patientId);
        var (kind, severity, text, now) = (input.Kind!.Value, input.Severity!.Value, input.Text!.Trim(), time.GetUtcNow());
        var before = patient.Alerts.Find(kind, AlertSource.Person);
        var alerts = patient.Alerts.Opened(kind, severity, AlertSource.Person, caller.Subject, now);
        var open = alerts.Find(kind, AlertSource.Person)!;
        var alert = Alert.Of(patientId, open, before is null ? null : await store.FindAsync(patientId, open.Id));
        alert = before is null
            ? alert with { Text = text }
            : alert.With(new AlertReview(now, caller.Subject, await NameOfAsync(caller), open.CurrentSeverity == before.CurrentSeverity ? null : open.CurrentSeverity, text));
        // A substitute is not shown what a colleague has opened, nor its id, which tells when that was.
        var shown = isSubstitute && alert.OpenedById != caller.Subject
            ? alert with { Id = Identifier.New(time), Severity = severity, CurrentSeverity = severity, Text = text, OpenedAt = now, OpenedById = caller.Subject, Reviews = [] }
            : alert;
        var view = ViewOf(shown, caller, isSubstitute);
        await store.SaveAsync(caller, patient, alerts, alert, AuditEntry.Of(caller, patientId, AuditAction.AlertOpened, now, alert.Id), response.For(view));
        return view;
    });

    /// <summary>A patient's alerts, newest first; to a substitute those that they or their sessions have opened, without what others say of them.</summary>
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    public async Task<Slice<AlertView>> ListAsync(Caller caller, string patientId, Page page)
    {
        var (patient, isSubstitute) = await FindAsync(caller, patientId);
        var alerts = await store.ListAsync(patient, isSubstitute ? caller.Subject : null, page);
        await audit.AddReadAsync(AuditEntry.Of(caller, patientId, AuditAction.AlertRead, time.GetUtcNow()));
        return alerts.Select(alert => ViewOf(alert, caller, isSubstitute));
    }

    /// <summary>Writes that somebody has looked: how grave the alert is now, or that it is over.</summary>
    /// <exception cref="NotFoundException">There is no such patient or alert, or the caller may not see them.</exception>
    /// <exception cref="ConflictException">The alert is closed, or has as many reviews as one may have without being closed.</exception>
    public Task<AlertView> ReviewAsync(Caller caller, string patientId, string alertId, NewAlertReview input, ResponseToStore<AlertView> response) => contention.RetryAsync(async () =>
    {
        var patient = await patients.FindAsync(caller, patientId);
        var open = patient.Alerts.Open.FirstOrDefault(alert => alert.Id == alertId);
        var stored = await store.FindAsync(patientId, alertId);
        if (open is null)
            throw stored is null ? new NotFoundException() : new ConflictException(ProblemCode.AlertClosed);
        var now = time.GetUtcNow();
        var review = new AlertReview(now, caller.Subject, await NameOfAsync(caller), input.Severity, input.Text!.Trim(), input.Closed is true);
        var alert = Alert.Of(patientId, open, stored).With(review) with { CurrentSeverity = input.Severity ?? open.CurrentSeverity };
        var view = AlertView.Of(alert, language);
        var entry = AuditEntry.Of(caller, patientId, AuditAction.AlertReviewed, now, alertId);
        await store.SaveAsync(caller, patient, patient.Alerts.Reviewed(open, input.Severity, review.Closed), alert, entry, response.For(view));
        return view;
    });

    private AlertView ViewOf(Alert alert, Caller caller, bool isSubstitute)
    {
        var view = AlertView.Of(alert, language);
        return isSubstitute ? view.To(caller) : view;
    }

    private async Task<(User Patient, bool IsSubstitute)> FindAsync(Caller caller, string patientId)
    {
        var found = await users.FindAsync(patientId);
        if (caller.SeesPatient(found))
            return (found, false);
        return found is { IsPatient: true } && caller.IsThanatologist && await HasSubstitutedAsync(caller, patientId) ? (found, true) : throw new NotFoundException();
    }

    private Task<bool> HasSubstitutedAsync(Caller caller, string patientId) =>
        sessions.HasSubstitutedAsync(patientId, caller.UserId!, calendar.Today.AddDays(-DaysOfSubstitute), time);

    private async Task<string?> NameOfAsync(Caller caller) => caller.UserId is { } id ? await names.NameOfAsync(id) : null;
}
