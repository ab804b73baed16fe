using Clinic.Core.Catalogue;
using Clinic.Core.Errors;
using Clinic.Core.Sessions;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Care;

/// <summary>What a patient has lost. One that is removed is kept, and nobody is shown it.</summary>
/// <param name="Name">Who or what it was.</param>
/// <param name="FollowUp">Whether there are tasks for the months after it.</param>
public sealed record Loss(
    string PatientId,
    string Id,
    string Kind,
    string? Relation,
    string? Name,
    PartialDate? Date,
    string? Circumstance,
    bool? Expected,
    string? Notes,
    bool? FollowUp,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>The loss as an edit that keeps the rules leaves it.</summary>
    internal Loss With(LossEdit edit) => this with
    {
        Kind = ClinicCatalogue.LossKinds.Find(edit.Kind)!,
        Relation = ClinicCatalogue.LossRelations.Find(edit.Relation),
        Name = edit.Name?.Trim(),
        Date = PartialDate.Parse(edit.Date),
        Circumstance = ClinicCatalogue.LossCircumstances.Find(edit.Circumstance),
        Expected = edit.Expected,
        Notes = edit.Notes?.Trim(),
        FollowUp = edit.FollowUp,
    };
}

/// <summary>The body of POST /users/{id}/losses, and what a PATCH is merged into.</summary>
/// <param name="Relation">What the patient was to who or what is lost.</param>
/// <param name="Name">Who or what it was.</param>
/// <param name="Date">A year, a month of one or a day: 2024, 2024-05 or 2024-05-10; not after today.</param>
/// <param name="Expected">Whether the patient saw it coming.</param>
/// <param name="FollowUp">With a whole date, makes tasks for 3, 6, 9 and 12 months after it, from today on.</param>
public sealed record LossEdit(
    string? Kind = null,
    string? Relation = null,
    string? Name = null,
    string? Date = null,
    string? Circumstance = null,
    bool? Expected = null,
    string? Notes = null,
    bool? FollowUp = null)
{
    public static LossEdit Of(Loss loss) => new(loss.Kind, loss.Relation, loss.Name, loss.Date?.Text, loss.Circumstance, loss.Expected, loss.Notes, loss.FollowUp);
}

/// <summary>A loss as the API shows it.</summary>
public sealed record LossView(
    string Id,
    string Kind,
    string? Relation,
    string? Name,
    string? Date,
    string? Circumstance,
    bool? Expected,
    string? Notes,
    bool? FollowUp,
    int Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public static LossView Of(Loss loss) => new(
        loss.Id, loss.Kind, loss.Relation, loss.Name, loss.Date?.Text, loss.Circumstance, loss.Expected, loss.Notes, loss.FollowUp, loss.Version, loss.CreatedAt, loss.UpdatedAt);
}

/// <summary>The rules of a loss, as POST or a merged PATCH leaves it.</summary>
public sealed class LossEditRules : AbstractValidator<LossEdit>
{
    public const int LongestNotes = 4_000;
    private const int LongestName = 120;
    private const int FirstYear = 1900;

    private static readonly Phrase PartDate = Phrases.MustBe(new("un año, un mes o una fecha, como 2024, 2024-05 o 2024-05-10", "a year, a month or a date, such as 2024, 2024-05 or 2024-05-10"));

    public LossEditRules(ClinicCalendar calendar)
    {
        RuleFor(loss => loss.Kind).RequiredIn(ClinicCatalogue.LossKinds);
        RuleFor(loss => loss.Relation).In(ClinicCatalogue.LossRelations);
        RuleFor(loss => loss.Name).OptionalText(LongestName);
        RuleFor(loss => loss.Date).Meets(new() { Pattern = PartialDate.Pattern }, text => text is null ? null : FaultOf(PartialDate.Parse(text), calendar.Today));
        RuleFor(loss => loss.Circumstance).In(ClinicCatalogue.LossCircumstances);
        RuleFor(loss => loss.Notes).OptionalLines(LongestNotes);
    }

    private static FieldFault? FaultOf(PartialDate? date, DateOnly today) => date is null
        ? new(FieldCode.InvalidFormat, PartDate)
        : date.First.Year < FirstYear || date.First > today
            ? new(FieldCode.OutOfRange, new($"debe ser de {FirstYear} en adelante y no posterior a hoy", $"must be from {FirstYear} on and not after today"))
            : null;
}
