using Clinic.Core.Errors;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Care;

/// <summary>The body of PUT /users/{id}/safety-plan: what a person does, step by step, when it gets dangerous, in their own words.</summary>
/// <param name="WarningSigns">How they notice that a crisis comes.</param>
/// <param name="OwnMeans">What they can do by themselves.</param>
/// <param name="Distractions">Where and with whom they are on other thoughts.</param>
/// <param name="People">Whom they can ask for help.</param>
/// <param name="Professionals">Who is there for it.</param>
/// <param name="SaferSurroundings">How they keep away from what they could hurt themselves with.</param>
public sealed record SafetyPlanEdit(
    IReadOnlyList<string>? WarningSigns = null,
    IReadOnlyList<string>? OwnMeans = null,
    IReadOnlyList<string>? Distractions = null,
    IReadOnlyList<PlanContact>? People = null,
    IReadOnlyList<PlanContact>? Professionals = null,
    IReadOnlyList<string>? SaferSurroundings = null)
{
    /// <summary>With every list, and trimmed.</summary>
    internal SafetyPlanEdit Normalized() => new(
        Normalized(WarningSigns), Normalized(OwnMeans), Normalized(Distractions), Normalized(People), Normalized(Professionals), Normalized(SaferSurroundings));

    private static IReadOnlyList<string> Normalized(IReadOnlyList<string>? texts) => [.. (texts ?? []).Select(text => text.Trim())];

    private static IReadOnlyList<PlanContact> Normalized(IReadOnlyList<PlanContact>? contacts) => [.. (contacts ?? []).Select(contact => contact with { Name = contact.Name!.Trim() })];
}

/// <param name="Phone">Digits, perhaps after a plus; short numbers such as 911 too.</param>
public sealed record PlanContact(string? Name = null, string? Phone = null);

/// <summary>A safety plan as the API shows it. Every PUT made a version, and all are kept.</summary>
public sealed record SafetyPlanView(
    IReadOnlyList<string> WarningSigns,
    IReadOnlyList<string> OwnMeans,
    IReadOnlyList<string> Distractions,
    IReadOnlyList<PlanContact> People,
    IReadOnlyList<PlanContact> Professionals,
    IReadOnlyList<string> SaferSurroundings,
    int Version,
    DateTimeOffset UpdatedAt)
{
    /// <param name="plan">Normalized.</param>
    internal static SafetyPlanView Of(SafetyPlanEdit plan, int version, DateTimeOffset at) =>
        new(plan.WarningSigns!, plan.OwnMeans!, plan.Distractions!, plan.People!, plan.Professionals!, plan.SaferSurroundings!, version, at);
}

/// <summary>The rules of PUT /users/{id}/safety-plan.</summary>
public sealed class SafetyPlanEditRules : AbstractValidator<SafetyPlanEdit>
{
    public const int LongestText = 200;
    private const int MostEntries = 20;

    public SafetyPlanEditRules()
    {
        RuleFor(plan => plan.WarningSigns).AtMost(MostEntries);
        RuleForEach(plan => plan.WarningSigns).RequiredLine(LongestText).When(plan => plan.WarningSigns.HasAtMost(MostEntries));
        RuleFor(plan => plan.OwnMeans).AtMost(MostEntries);
        RuleForEach(plan => plan.OwnMeans).RequiredLine(LongestText).When(plan => plan.OwnMeans.HasAtMost(MostEntries));
        RuleFor(plan => plan.Distractions).AtMost(MostEntries);
        RuleForEach(plan => plan.Distractions).RequiredLine(LongestText).When(plan => plan.Distractions.HasAtMost(MostEntries));
        RuleFor(plan => plan.People).AtMost(MostEntries);
        RuleForEach(plan => plan.People).Required(Phrases.MustBe(Phrases.Object)).SetValidator(new PlanContactRules()).When(plan => plan.People.HasAtMost(MostEntries));
        RuleFor(plan => plan.Professionals).AtMost(MostEntries);
        RuleForEach(plan => plan.Professionals).Required(Phrases.MustBe(Phrases.Object)).SetValidator(new PlanContactRules()).When(plan => plan.Professionals.HasAtMost(MostEntries));
        RuleFor(plan => plan.SaferSurroundings).AtMost(MostEntries);
        RuleForEach(plan => plan.SaferSurroundings).RequiredLine(LongestText).When(plan => plan.SaferSurroundings.HasAtMost(MostEntries));
    }
}

public sealed class PlanContactRules : AbstractValidator<PlanContact>
{
    private const int FewestDigits = 3;
    private const int MostDigits = 15;

    private static readonly Phrase Phone = Phrases.Required(new($"de {FewestDigits} a {MostDigits} dígitos, con + o sin él", $"{FewestDigits} to {MostDigits} digits, with a plus or without"));

    public PlanContactRules()
    {
        RuleFor(contact => contact.Name).RequiredLine(SafetyPlanEditRules.LongestText);
        RuleFor(contact => contact.Phone).Meets(
            new() { Required = true, Pattern = $"^\\+?[0-9]{{{FewestDigits},{MostDigits}}}$" },
            phone => phone is null ? new(FieldCode.Required, Phone) : IsPhone(phone) ? null : new(FieldCode.InvalidFormat, Phone));
    }

    private static bool IsPhone(string phone) =>
        (phone.StartsWith('+') ? phone[1..] : phone) is { Length: >= FewestDigits and <= MostDigits } digits && digits.All(char.IsAsciiDigit);
}
