namespace Clinic.Local.Template;

/// <summary>A function, by its logical id, that is invoked at a fixed rate.</summary>
public sealed record ScheduleTrigger(string Function, string Event, TimeSpan Period);
