using Amazon.DynamoDBv2.Model;
using Clinic.Anonymization.Detection;
using Clinic.Core.Care;
using Clinic.Core.Storage;

namespace Clinic.Anonymization;

/// <summary>What an export needs of a patient's care: losses, scores and alerts, and the names that no text may have.</summary>
/// <param name="open">The patient's open alerts. Of these, the care table has those that a person has opened or reviewed.</param>
internal sealed class PatientCare(PatientAlerts open)
{
    /// <summary>The attributes that are read.</summary>
    public const string Attributes =
        "#subject, #entry, #kind, #relation, #name, #date, #circumstance, #expected, #version, #createdAt, #updatedAt, #removedAt, #plan, #instrument, #instrumentVersion, #at, #score, #band, #severity";

    private readonly List<KnownPerson> people = [];
    private readonly List<Loss> losses = [];
    private readonly List<AssessedScore> scores = [];
    private readonly Dictionary<string, (string Kind, string Severity)> alerts = open.Open.ToDictionary(alert => alert.Id, alert => (alert.Kind.Name(), alert.Severity.Name()));

    /// <summary>Who was lost, removed losses included, and who was to help in any version of the safety plan.</summary>
    public IReadOnlyList<KnownPerson> People => people;

    /// <summary>Without those that were removed.</summary>
    public IReadOnlyList<Loss> Losses => losses;

    /// <summary>In the order of time.</summary>
    public IReadOnlyList<AssessedScore> Scores => scores;

    /// <summary>Open and closed ones, each with the severity with which it was opened.</summary>
    public IEnumerable<(string Kind, string Severity)> Alerts => alerts.Values;

    /// <summary>Takes what an export needs of an item whose texts are open.</summary>
    public void Add(Dictionary<string, AttributeValue> item)
    {
        var entry = item.Text("entry");
        if (entry.StartsWith(LossItems.Kind, StringComparison.Ordinal))
            Add(LossItems.Read(item), LossItems.IsThere(item));
        else if (entry.StartsWith(SafetyPlanItems.Kind, StringComparison.Ordinal))
            Add(SafetyPlanItems.Read(item));
        else if (entry.StartsWith(AssessmentItems.Kind, StringComparison.Ordinal))
            scores.Add(new AssessedScore(item.Time("at"), item.Text("instrument"), item.Number("instrumentVersion"), item.Amount("score"), item.Text("band")));
        else if (entry.StartsWith(AlertItems.Kind, StringComparison.Ordinal))
            alerts[entry[AlertItems.Kind.Length..]] = (item.Text("kind"), item.Text("severity"));
    }

    private void Add(Loss loss, bool isThere)
    {
        if (loss.Name is not null)
            people.Add(new KnownPerson(loss.Name));
        if (isThere)
            losses.Add(loss);
    }

    private void Add(SafetyPlanView plan) => people.AddRange(plan.People.Concat(plan.Professionals).Select(person => new KnownPerson(person.Name!, person.Phone)));
}

/// <summary>An assessment without its answers.</summary>
internal sealed record AssessedScore(DateTimeOffset At, string Instrument, int Version, decimal Score, string Band);
