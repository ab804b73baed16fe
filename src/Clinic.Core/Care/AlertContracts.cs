using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Care;

/// <summary>The body of POST /users/{id}/alerts.</summary>
public sealed record NewAlert(AlertKind? Kind = null, AlertSeverity? Severity = null, string? Text = null);

/// <summary>The body of POST /users/{id}/alerts/{alertId}/reviews.</summary>
/// <param name="Severity">How grave it is now; as before when it is absent.</param>
/// <param name="Closed">Closes the alert.</param>
public sealed record NewAlertReview(string? Text = null, AlertSeverity? Severity = null, bool? Closed = null);

/// <summary>An alert as the API shows it.</summary>
/// <param name="Severity">As it was opened.</param>
/// <param name="CurrentSeverity">As its last review has it.</param>
/// <param name="Source">A person's word, or the server's because of a session or an assessment.</param>
/// <param name="OpenedById">Whose word it is, or whose session or assessment opened it.</param>
public sealed record AlertView(
    string Id,
    AlertKind Kind,
    AlertSeverity Severity,
    AlertSeverity CurrentSeverity,
    string Text,
    AlertSource Source,
    DateTimeOffset OpenedAt,
    string OpenedById,
    IReadOnlyList<AlertReviewView> Reviews,
    AlertStatus Status)
{
    /// <param name="language">Of what the server says by itself.</param>
    internal static AlertView Of(Alert alert, Language language)
    {
        var words = AlertWords.Of(alert.Source).In(language);
        return new(
            alert.Id, alert.Kind, alert.Severity, alert.CurrentSeverity, alert.Text ?? words, alert.Source, alert.OpenedAt, alert.OpenedById,
            [.. alert.Reviews.Select(review => new AlertReviewView(review.At, review.ById, review.ByName, review.Severity, review.Text ?? words, review.Closed ? true : null))],
            alert.IsClosed ? AlertStatus.Closed : AlertStatus.Open);
    }

    /// <summary>What is shown of an alert to the substitute whose word it is: what they have said of it themselves, how grave it is by that, and whether it is over.</summary>
    internal AlertView To(Caller substitute)
    {
        var own = Reviews.Where(review => review.ById == substitute.Subject).ToList();
        return this with { CurrentSeverity = own.LastOrDefault(review => review.Severity is not null)?.Severity ?? Severity, Reviews = own };
    }
}

/// <summary>What was said of an alert later.</summary>
/// <param name="ById">Absent in the server's own review.</param>
/// <param name="Closed">Present, and true, in the review that closed it.</param>
public sealed record AlertReviewView(DateTimeOffset At, string? ById, string? ByName, AlertSeverity? Severity, string Text, bool? Closed);

/// <summary>The rules of POST /users/{id}/alerts.</summary>
public sealed class NewAlertRules : AbstractValidator<NewAlert>
{
    public const int LongestText = 500;

    public NewAlertRules()
    {
        RuleFor(alert => alert.Kind).Required(Phrases.Required(Phrases.OneOf(AlertNames.Kinds)));
        RuleFor(alert => alert.Severity).Required(Phrases.Required(Phrases.OneOf(AlertNames.Severities)));
        RuleFor(alert => alert.Text).RequiredText(LongestText);
    }
}

/// <summary>The rules of POST /users/{id}/alerts/{alertId}/reviews.</summary>
public sealed class NewAlertReviewRules : AbstractValidator<NewAlertReview>
{
    public NewAlertReviewRules() => RuleFor(review => review.Text).RequiredText(NewAlertRules.LongestText);
}
