using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;

namespace Clinic.Appointments;

/// <summary>The agenda: when thanatologists are available, their appointments, and who waits for one.</summary>
public sealed class AppointmentsApi(
    AvailabilityService availability,
    AppointmentService appointments,
    AppointmentChangeService changes,
    AnswerService answers,
    AnswerPage page,
    CalendarFeedService feeds,
    WaitingListService waitingList,
    ClinicCalendar calendar,
    TimeProvider time)
{
    private const int LongestToken = 100;

    private static readonly ProblemCode[] TimeRefusals =
        [ProblemCode.PatientNotFound, ProblemCode.RecordClosed, ProblemCode.NoRecord, ProblemCode.PatientInactive, ProblemCode.ThanatologistInactive, ProblemCode.TimeTaken, ProblemCode.OutsideAvailability, ProblemCode.AgendaFull];

    private static readonly QueryParameter[] FreeTimesQuery =
    [
        QueryParameter.Date("from", "The first day at the clinic, today by default."),
        QueryParameter.Date("to", $"The last day, {FreeQuery.MostDays} days in all by default and at most."),
        QueryParameter.Number("minutes", "The length of the appointment, the thanatologist's own by default.", AppointmentRules.FewestMinutes, AppointmentRules.MostMinutes),
        QueryParameter.OneOf("mode", "How one wants to meet; any by default.", AppointmentModes.Names),
        QueryParameter.Limit,
        QueryParameter.NextToken,
    ];

    public static IReadOnlyList<Route<AppointmentsApi>> Routes { get; } =
    [
        new("GET", "/availability/{id}", [Scope.AppointmentsRead], (api, request) => api.GetAvailabilityAsync(request))
        {
            Summary = "Read when a thanatologist is available",
            Remarks = "For staff; the notes of closed days are not shown to colleagues. Of whom nothing has been written yet: no rules, and version 0.",
            Response = typeof(AvailabilityView), Versioned = true, Refusals = [ProblemCode.NotFound],
        },
        new("PUT", "/availability/{id}", [Scope.AppointmentsWrite], (api, request) => api.PutAvailabilityAsync(request))
        {
            Summary = "Write when a thanatologist is available",
            Remarks = "Thanatologists write their own, the front desk and admins anybody's. Hours are on the clock of the clinic's time zone: over a change of the clock a 9 o'clock stays at 9, and an hour that the clock leaves out is none. Appointments that there are stay as they are.",
            Body = typeof(AvailabilityEdit), Response = typeof(AvailabilityView), Versioned = true, IsEcho = true,
            Refusals = [ProblemCode.ColleaguesAgenda, ProblemCode.InactiveAccount, ProblemCode.NotFound],
        },
        new("GET", "/availability/{id}/free", [Scope.AppointmentsRead], (api, request) => api.ListFreeTimesAsync(request))
        {
            Summary = "List the times at which a thanatologist can be booked, soonest first",
            Remarks = "They are computed from hours, exceptions and appointments. A patient who may book sees those of their own thanatologist.",
            Response = typeof(ListView<FreeTime>), Query = FreeTimesQuery, Refusals = [ProblemCode.NotFound],
        },
        new("GET", "/availability/free", [Scope.AppointmentsRead], (api, request) => api.ListAllFreeTimesAsync(request))
        {
            Summary = "List the times at which any active thanatologist can be booked, soonest first",
            Remarks = "A patient who may book sees those of their own thanatologist, and no others.",
            Response = typeof(ListView<FreeTime>), Query = FreeTimesQuery,
        },
        new("POST", "/appointments", [Scope.AppointmentsWrite], (api, request) => api.BookAsync(request))
        {
            Summary = "Book an appointment, or a series",
            Remarks = "The start is ahead, by ten years at most; a series has a count or a last day, of 52 appointments at most. The thanatologist defaults to the one of record, the length to that of the availability, the place to that of the hours. Staff book inside the hours, on the step or off it, or with override outside of them; nothing books a time that is taken. A thanatologist books their own patients into their own agenda, a patient who may book a free time with their own thanatologist. With repeat it answers what became of the series: what is free is booked, what is not is told, with the wanted starts. With allOrNone nothing is booked unless every one is free. The entry of the waiting list that waitingListId names is taken away with the booking; another patient's is refused.",
            Body = typeof(NewAppointment), Response = typeof(AppointmentView), OtherResponses = [(201, typeof(SeriesView))], Status = 201, Creates = true, Versioned = true, IsEcho = true,
            Refusals = [.. TimeRefusals, ProblemCode.InactiveAccount],
        },
        new("GET", "/appointments", [Scope.AppointmentsRead], (api, request) => api.ListAsync(request))
        {
            Summary = "List appointments by start",
            Remarks = "Without ids the front desk, admins and services get the whole clinic's, a thanatologist their own agenda, a patient their own. Thanatologists also read their own patients' with others. The list may lag behind a write for a moment.",
            Response = typeof(ListView<AppointmentView>),
            Query =
            [
                QueryParameter.Uuid("patientId", "The patient."),
                QueryParameter.Uuid("thanatologistId", "The thanatologist."),
                QueryParameter.Date("from", "The first day at the clinic.") with { IsRequired = true },
                QueryParameter.Date("to", $"The last day, {AppointmentQuery.MostDays} days in all by default and at most."),
                QueryParameter.OneOf("status", "Appointments of this status.", AppointmentStatuses.All),
                QueryParameter.Limit,
                QueryParameter.NextToken,
            ],
            Refusals = [ProblemCode.NotFound],
        },
        new("GET", "/appointments/{id}", [Scope.AppointmentsRead], (api, request) => api.GetAsync(request))
        {
            Summary = "Read an appointment", Response = typeof(AppointmentView), Versioned = true, Refusals = [ProblemCode.NotFound],
        },
        new("PATCH", "/appointments/{id}", [Scope.AppointmentsWrite], (api, request) => api.ChangeAsync(request))
        {
            Summary = "Move, change, answer or cancel an appointment",
            Remarks = "JSON Merge Patch (RFC 7396). booked goes to confirmed, arrived and done, from the appointment's day on; booked and confirmed to cancelled, with a reason, or once it has begun to no-show; no-show to arrived within a day. What the clinic moves is booked again. A patient cancels alone, until some hours before. With scope=following it is for this one and those of its series after it that are not final: a move is by the difference on the clinic's clock, each is changed for itself, and the answer tells what became of them.",
            Body = typeof(AppointmentEdit), Response = typeof(AppointmentView), OtherResponses = [(200, typeof(SeriesView))], Versioned = true, IsEcho = true,
            Query = [QueryParameter.OneOf("scope", "This appointment, as by default, or it and those of its series after it.", "this", "following")],
            Refusals = [.. TimeRefusals, ProblemCode.FinalStatus, ProblemCode.CancelTooLate, ProblemCode.AppointmentByClinic, ProblemCode.InactiveAccount, ProblemCode.NotFound],
        },
        new("GET", "/appointments/answer", [], (api, request) => api.ShowAnswerAsync(request))
        {
            Summary = "The page of a reminder's link",
            Remarks = "For people, in the language of the mail. It shows the day, the time and the place of one appointment, and what can be answered; reading it changes nothing. Refusals are pages too.",
            Query = [Token], Produces = [MediaTypes.Html], Caching = CacheControl.NoStore, Refusals = [ProblemCode.NotFound, ProblemCode.LinkEnded],
        },
        new("POST", "/appointments/answer", [], (api, request) => api.AnswerAsync(request))
        {
            Summary = "Confirm or cancel with a reminder's link",
            Remarks = "What the buttons of the page send. It is for the appointment at the time that the reminder told, until it begins; the same answer again changes nothing, and what was confirmed can still be cancelled.",
            Query = [Token], Form = [QueryParameter.OneOf("answer", "What the patient answers.", AnswerPage.Confirm, AnswerPage.Cancel)], Produces = [MediaTypes.Html],
            Refusals = [ProblemCode.InactiveAccount, ProblemCode.NotFound, ProblemCode.LinkEnded],
        },
        new("POST", "/calendar/feeds", [Scope.AppointmentsRead], (api, request) => api.CreateFeedAsync(request))
        {
            Summary = "Make an address at which a calendar reads the agenda",
            Remarks = "For staff. The address is in this answer and nowhere else; whoever has it reads the agenda until it is deleted or the account is deactivated. A thanatologist's is their own agenda, that of an admin or the front desk the clinic's.",
            Response = typeof(CreatedCalendarFeed), Status = 201, Creates = true,
            Refusals = [ProblemCode.FeedsForStaff, ProblemCode.NoUser, ProblemCode.TooManyFeeds, ProblemCode.InactiveAccount],
        },
        new("GET", "/calendar/feeds", [Scope.AppointmentsRead], (api, request) => api.ListFeedsAsync(request))
        {
            Summary = "List one's own calendars, newest first", Response = typeof(ListView<CalendarFeedView>), Refusals = [ProblemCode.FeedsForStaff, ProblemCode.NoUser],
        },
        new("DELETE", "/calendar/feeds/{id}", [Scope.AppointmentsRead], (api, request) => api.DeleteFeedAsync(request))
        {
            Summary = "Delete a calendar of one's own",
            Remarks = "Its address answers 404 from now on. A calendar program may keep what it has read.",
            Status = 204, Refusals = [ProblemCode.FeedsForStaff, ProblemCode.NoUser, ProblemCode.InactiveAccount, ProblemCode.NotFound],
        },
        new("GET", "/calendar/{id}", [], (api, request) => api.ReadFeedAsync(request))
        {
            Summary = "Read the agenda as a calendar",
            Remarks = $"iCalendar (RFC 5545): from {CalendarFeedService.DaysBack} days ago to {CalendarFeedService.DaysAhead} ahead, the first {CalendarFeedService.MostEvents} appointments at most, on the clinic's clock. The id is what the address of POST /calendar/feeds ends in, .ics included. Of a patient it has the initials alone. A booked appointment is TENTATIVE, a cancelled one CANCELLED, any other CONFIRMED; SEQUENCE is the version.",
            Produces = [MediaTypes.Calendar], Refusals = [ProblemCode.NotFound],
        },
        new("POST", "/waiting-list", [Scope.AppointmentsWrite], (api, request) => api.AddToWaitingListAsync(request))
        {
            Summary = "Put a patient on the waiting list",
            Remarks = "For staff. A patient has one entry for each thanatologist, and one for any. On the clinic's clock the whole appointment has to be in from and to; what is left out suits. After until the entry is gone.",
            Body = typeof(NewWaitingListEntry), Response = typeof(WaitingListEntryView), Status = 201, Creates = true, IsEcho = true,
            Refusals =
            [
                ProblemCode.PatientNotFound, ProblemCode.RecordClosed, ProblemCode.NoRecord, ProblemCode.PatientInactive, ProblemCode.ThanatologistInactive, ProblemCode.AlreadyWaiting,
                ProblemCode.WaitingListFull, ProblemCode.AppointmentByClinic, ProblemCode.InactiveAccount,
            ],
        },
        new("GET", "/waiting-list", [Scope.AppointmentsWrite], (api, request) => api.ListWaitingAsync(request))
        {
            Summary = "List who waits for a time, oldest first",
            Remarks = "For staff; a thanatologist sees their own patients. An entry for any thanatologist is in the list of each. With fits they are those whom a time suits and who have no appointment then. Patients who cannot be booked now are left out.",
            Response = typeof(ListView<WaitingListEntryView>),
            Query =
            [
                QueryParameter.Uuid("thanatologistId", "Those who wait for this thanatologist or for any."),
                QueryParameter.Moment("fits", "Those whom an appointment suits that begins then, ahead and on a whole minute."),
                QueryParameter.Number("minutes", "Its length, the thanatologist's own by default.", AppointmentRules.FewestMinutes, AppointmentRules.MostMinutes),
                QueryParameter.Limit,
                QueryParameter.NextToken,
            ],
            Refusals = [ProblemCode.AppointmentByClinic, ProblemCode.NotFound],
        },
        new("DELETE", "/waiting-list/{id}", [Scope.AppointmentsWrite], (api, request) => api.RemoveFromWaitingListAsync(request))
        {
            Summary = "Take an entry off the waiting list", Status = 204, Refusals = [ProblemCode.AppointmentByClinic, ProblemCode.InactiveAccount, ProblemCode.NotFound],
        },
    ];

    private static QueryParameter Token => QueryParameter.Text("token", "That of the link.", LongestToken) with { IsRequired = true };

    // Made at their first use: compiling the rules would double the cold start of a read.
    private readonly Lazy<AvailabilityEditRules> availabilityRules = new();
    private readonly Lazy<NewAppointmentRules> appointmentRules = new(() => new NewAppointmentRules(calendar, time));
    private readonly Lazy<NewWaitingListEntryRules> waitingListRules = new(() => new NewWaitingListEntryRules(calendar));

    private async Task<Response> GetAvailabilityAsync(Request request) => Ok(await availability.GetAsync(request.Caller, request.Id));

    private async Task<Response> PutAvailabilityAsync(Request request) =>
        Ok(await availability.PutAsync(request.Caller, request.Id, request.Body(availabilityRules.Value), request.IfMatch));

    private async Task<Response> ListFreeTimesAsync(Request request) =>
        await request.ListAsync(await availability.FreeAsync(request.Caller, request.Id, FreeQueryOf(request), await request.PageAsync()));

    private async Task<Response> ListAllFreeTimesAsync(Request request) =>
        await request.ListAsync(await availability.FreeOfAllAsync(request.Caller, FreeQueryOf(request), await request.PageAsync()));

    private Task<Response> BookAsync(Request request) => request.RespondAsync<BookedView>(
        response => appointments.BookAsync(request.Caller, request.Body(appointmentRules.Value), response),
        booked => booked switch
        {
            { Appointment: { } appointment } => Response.Created($"/appointments/{appointment.Id}", appointment).Tagged(appointment.Version),
            _ => Response.Created($"/appointments/{booked.Series!.Items[0].Id}", booked.Series).Tagged(booked.Series.Items[0].Version),
        });

    private async Task<Response> ListAsync(Request request)
    {
        var query = new AppointmentQuery(
            request.QueryId("patientId"),
            request.QueryId("thanatologistId"),
            request.QueryDate("from")!.Value,
            request.QueryDate("to"),
            AppointmentStatuses.Parse(request.Query("status")));
        return await request.ListAsync(await appointments.ListAsync(request.Caller, query, await request.PageAsync()));
    }

    private async Task<Response> GetAsync(Request request)
    {
        var appointment = await appointments.GetAsync(request.Caller, request.Id);
        return Response.Ok(appointment, appointment.Version);
    }

    private async Task<Response> ChangeAsync(Request request)
    {
        var changed = await changes.ChangeAsync(request.Caller, request.Id, request.IfMatch, request.Query("scope") == "following", request.Patch);
        return changed.Appointment is { } appointment
            ? Response.Ok(appointment, appointment.Version)
            : Response.Ok(changed.Series!, changed.Series!.Items[0].Version);
    }

    private async Task<Response> ShowAnswerAsync(Request request) => page.Of(await answers.FindAsync(request.Query("token")!));

    private async Task<Response> AnswerAsync(Request request) =>
        page.Of(await answers.AnswerAsync(request.Query("token")!, request.Field("answer") == AnswerPage.Confirm, request.Caller.RequestId));

    private Task<Response> CreateFeedAsync(Request request) => request.RespondAsync<CreatedCalendarFeed>(
        response => feeds.CreateAsync(request.Caller, request.BaseAddress, response),
        feed => Response.Created($"/calendar/feeds/{feed.Id}", feed));

    private async Task<Response> ListFeedsAsync(Request request) => Response.Ok(new ListView<CalendarFeedView>(await feeds.ListAsync(request.Caller), null));

    private async Task<Response> DeleteFeedAsync(Request request)
    {
        await feeds.DeleteAsync(request.Caller, request.Id);
        return Response.NoContent;
    }

    private async Task<Response> ReadFeedAsync(Request request) => Response.Text(MediaTypes.Calendar, await feeds.ReadAsync(request.PathParameter("id")));

    private Task<Response> AddToWaitingListAsync(Request request) => request.RespondAsync<WaitingListEntryView>(
        response => waitingList.AddAsync(request.Caller, request.Body(waitingListRules.Value), response),
        entry => Response.Created($"/waiting-list/{entry.Id}", entry));

    private async Task<Response> ListWaitingAsync(Request request)
    {
        var query = new WaitingListQuery(request.QueryId("thanatologistId"), request.QueryMoment("fits"), request.QueryNumber("minutes"));
        return await request.ListAsync(await waitingList.ListAsync(request.Caller, query, await request.PageAsync()));
    }

    private async Task<Response> RemoveFromWaitingListAsync(Request request)
    {
        await waitingList.RemoveAsync(request.Caller, request.Id);
        return Response.NoContent;
    }

    private FreeQuery FreeQueryOf(Request request) => FreeQuery.Of(
        request.QueryDate("from"), request.QueryDate("to"), request.QueryNumber("minutes"), AppointmentModes.Parse(request.Query("mode")), calendar.Today);

    private static Response Ok(AvailabilityView view) => Response.Ok(view, view.Version);
}
