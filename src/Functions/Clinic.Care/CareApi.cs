using Clinic.Core.Http;

namespace Clinic.Care;

/// <summary>Care in grief. Each subject has an Api of its own; the routes of all of them are those of one function.</summary>
public sealed record CareApi(LossesApi Losses, TasksApi Tasks, AlertsApi Alerts, SafetyPlansApi SafetyPlans, AssessmentsApi Assessments)
{
    public static IReadOnlyList<Route<CareApi>> Routes { get; } = [.. LossesApi.Routes, .. TasksApi.Routes, .. AlertsApi.Routes, .. SafetyPlansApi.Routes, .. AssessmentsApi.Routes];
}
