namespace Clinic.Local.Queues;

/// <summary>A message that stays in a queue; At is in UTC.</summary>
internal sealed record QueuedMessage(DateTime At, string Body);
