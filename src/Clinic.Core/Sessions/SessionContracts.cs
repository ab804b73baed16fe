using Clinic.Core.Catalogue;
using Clinic.Core.Http;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Sessions;

/// <summary>The body of POST /sessions.</summary>
/// <param name="CloseRecord">Closes the patient's record together with this session.</param>
/// <param name="Substitute">Written for a colleague's patient; needs a reason.</param>
public sealed record NewSession(
    string? UserId = null,
    DateOnly? Date = null,
    string? ServiceType = null,
    string? InterventionType = null,
    string? Tool = null,
    string? Motive = null,
    string? Evaluation = null,
    decimal? RecoveryFee = null,
    bool? CloseRecord = null,
    bool? Substitute = null,
    string? Reason = null);

/// <summary>A session as the API shows it.</summary>
/// <param name="LegacyNumber">The old clinic's number of an imported session, where it is not its number here.</param>
public sealed record SessionView(
    string Id,
    string UserId,
    string ThanatologistId,
    string? ThanatologistName,
    int Number,
    DateOnly Date,
    string ServiceType,
    string InterventionType,
    string Tool,
    string Motive,
    string Evaluation,
    decimal RecoveryFee,
    bool? Substitute,
    string? Reason,
    IReadOnlyList<AddendumView>? Addenda,
    DateTimeOffset CreatedAt,
    int? LegacyNumber = null)
{
    public static SessionView Of(Session session) => new(
        session.Id,
        session.UserId,
        session.ThanatologistId,
        session.ThanatologistName,
        session.Number,
        session.Date,
        session.ServiceType,
        session.InterventionType,
        session.Tool,
        session.Motive,
        session.Evaluation,
        session.RecoveryFee,
        session.Substitute ? true : null,
        session.Reason,
        session.Addenda.Count == 0 ? null : [.. session.Addenda.Select(AddendumView.Of)],
        session.CreatedAt,
        session.LegacyNumber);
}

/// <summary>A session in a list.</summary>
public sealed record SessionSummary(
    string Id, string UserId, int Number, DateOnly Date, string InterventionType, string ThanatologistId, string? ThanatologistName);

/// <summary>The body of POST /sessions/{id}/addenda.</summary>
public sealed record NewAddendum(string? Text = null);

public sealed record AddendumView(string Text, string ById, string? ByName, DateTimeOffset At)
{
    public static AddendumView Of(Addendum addendum) => new(addendum.Text, addendum.ById, addendum.ByName, addendum.At);
}

/// <summary>The rules of POST /sessions.</summary>
public sealed class NewSessionRules : AbstractValidator<NewSession>
{
    public const decimal HighestFee = 100_000;

    public NewSessionRules(ClinicCalendar calendar)
    {
        RuleFor(session => session.UserId).Meets(new() { Required = true, Format = "uuid" }, id => Identifier.TryParse(id, out _))
            .WithMessage("is required: the patient's id");
        RuleFor(session => session.Date).NotNull().WithMessage("is required: a date such as 2026-11-22")
            .Must(date => date is null || date.Value.Year >= 1900 && date <= calendar.Today).WithMessage("must be from 1900 on and not after today");
        RuleFor(session => session.ServiceType).RequiredIn(ClinicCatalogue.ServiceTypes);
        RuleFor(session => session.InterventionType)
            .Meets(new() { Required = true, Values = ClinicCatalogue.InterventionTypes }, (session, intervention) =>
                ClinicCatalogue.InterventionsOf(session.ServiceType) is { } interventions
                    ? interventions.Find(intervention) is not null
                    : !string.IsNullOrWhiteSpace(intervention))
            .WithMessage(session => ClinicCatalogue.InterventionsOf(session.ServiceType) is { } interventions
                ? "is required: for this serviceType one of " + string.Join(", ", interventions.Values)
                : "is required");
        RuleFor(session => session.Tool).RequiredIn(ClinicCatalogue.Tools);
        RuleFor(session => session.Motive).RequiredIn(ClinicCatalogue.Motives);
        RuleFor(session => session.Evaluation).RequiredText(TextRules.LongestClinicalText);
        RuleFor(session => session.RecoveryFee).NotNull().WithMessage("is required: 0 or an amount")
            .Meets(new() { Minimum = 0, Maximum = HighestFee }, fee => fee is null || (fee is >= 0 and <= HighestFee && decimal.Round(fee.Value, 2) == fee))
            .WithMessage("must be from 0 to 100000 with at most two decimals");
        RuleFor(session => session.Reason).OptionalText(500);
    }
}

/// <summary>The rules of POST /sessions/{id}/addenda.</summary>
public sealed class NewAddendumRules : AbstractValidator<NewAddendum>
{
    public NewAddendumRules() => RuleFor(addendum => addendum.Text).RequiredText(5_000);
}
