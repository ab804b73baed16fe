using Clinic.Core.Catalogue;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Sessions;

/// <summary>The body of POST /sessions/groups.</summary>
/// <param name="StartTime">When it began, on the clinic's clock, such as 09:30.</param>
/// <param name="Evaluation">The group's: it stands in everybody's session, and so names nobody.</param>
/// <param name="Attendees">Who was expected; who arrived gets a session of their own.</param>
/// <param name="Substitute">Some are colleagues' patients; needs a reason.</param>
public sealed record NewGroupSession(
    DateOnly? Date = null,
    string? StartTime = null,
    string? ServiceType = null,
    string? InterventionType = null,
    string? Tool = null,
    string? Motive = null,
    string? Evaluation = null,
    IReadOnlyList<Attendee>? Attendees = null,
    bool? Substitute = null,
    string? Reason = null)
{
    internal IEnumerable<Attendee> Arrived => Attendees!.Where(attendee => attendee.Arrived is true);

    /// <summary>What the session of somebody who arrived says.</summary>
    internal NewSession Of(Attendee attendee, bool isSubstituted) => new(
        attendee.Id, Date, ServiceType, InterventionType, Tool, Motive, Evaluation, attendee.RecoveryFee ?? 0, Reason: isSubstituted ? Reason : null, StartTime: StartTime);
}

/// <summary>Who was expected at a group session.</summary>
/// <param name="UserId">The patient.</param>
/// <param name="Remark">On this patient alone; it stands in their session and in nobody else's. Of who did not arrive nothing is kept.</param>
/// <param name="RecoveryFee">0 when there is none.</param>
public sealed record Attendee(string? UserId = null, bool? Arrived = null, string? Remark = null, decimal? RecoveryFee = null)
{
    internal string Id => Identifier.Parse(UserId!);
}

/// <summary>What became of a group session.</summary>
/// <param name="Sessions">Of those who arrived.</param>
/// <param name="Absent">The ids of those who did not.</param>
public sealed record GroupSessionView(string GroupId, IReadOnlyList<AttendedSession> Sessions, IReadOnlyList<string> Absent);

/// <summary>The session of somebody who arrived.</summary>
/// <param name="UserId">The patient.</param>
/// <param name="Number">In the patient's own numbering.</param>
public sealed record AttendedSession(string UserId, string Id, int Number);

/// <summary>The rules of POST /sessions/groups.</summary>
public sealed class NewGroupSessionRules : AbstractValidator<NewGroupSession>
{
    public const int FewestAttendees = 2;
    public const int MostAttendees = 30;

    private static readonly Phrase HowMany = new($"de {FewestAttendees} a {MostAttendees} asistentes", $"{FewestAttendees} to {MostAttendees} attendees");

    /// <param name="notesStandard">What a session has to have beyond the catalogue's data, or null. Of a group it is the time alone: its note is the evaluation.</param>
    public NewGroupSessionRules(ClinicCalendar calendar, string? notesStandard = null)
    {
        RuleFor(group => group.Date).Required(Phrases.Required(Phrases.Date)).SessionDate(calendar);
        RuleFor(group => group.StartTime).StartTime();
        RuleFor(group => group.ServiceType).RequiredIn(ClinicCatalogue.ServiceTypes);
        RuleFor(group => group.InterventionType).RequiredIntervention(group => group.ServiceType);
        RuleFor(group => group.Tool).RequiredIn(ClinicCatalogue.Tools);
        RuleFor(group => group.Motive).RequiredIn(ClinicCatalogue.Motives);
        RuleFor(group => group.Evaluation).RequiredText(TextRules.LongestClinicalText);
        RuleFor(group => group.Reason).OptionalText(NewSessionRules.LongestReason);
        RuleFor(group => group.Attendees).Meets(new() { Required = true, MinItems = FewestAttendees, MaxItems = MostAttendees }, FaultOf);
        RuleForEach(group => group.Attendees).Required(Phrases.MustBe(Phrases.Object)).SetValidator(new AttendeeRules()).When(group => group.Attendees.HasAtMost(MostAttendees));
        if (notesStandard == NewSessionRules.Nom004)
            RuleFor(group => group.StartTime).Required(Phrases.IsRequired);
    }

    private static FieldFault? FaultOf(IReadOnlyList<Attendee>? attendees)
    {
        if (attendees is null || attendees.Count < FewestAttendees)
            return new(FieldCode.Required, Phrases.Required(HowMany), FewestAttendees);
        if (attendees.Count > MostAttendees)
            return new(FieldCode.TooMany, Phrases.MustBe(HowMany), MostAttendees);
        var ids = attendees.Where(attendee => Identifier.TryParse(attendee?.UserId, out _)).Select(attendee => attendee.Id).ToList();
        if (ids.Distinct().Count() < ids.Count)
            return new(FieldCode.Duplicate, new("nombra a alguien más de una vez", "names somebody more than once"));
        return attendees.Any(attendee => attendee?.Arrived is not false)
            ? null
            : new(FieldCode.NotAllowed, new("debe tener a alguien que llegó", "must have somebody who arrived"));
    }
}

/// <summary>The rules of an attendee.</summary>
public sealed class AttendeeRules : AbstractValidator<Attendee>
{
    public const int LongestRemark = 2_000;

    public AttendeeRules()
    {
        RuleFor(attendee => attendee.UserId).RequiredId(new("el id del paciente", "the patient's id"));
        RuleFor(attendee => attendee.Arrived).Required(Phrases.Required(Phrases.TrueOrFalse));
        RuleFor(attendee => attendee.Remark).OptionalLines(LongestRemark);
        RuleFor(attendee => attendee.RecoveryFee).SessionFee();
    }
}
