namespace Clinic.Local.Aws.Sqs;

/// <summary>A message that stays in a queue; At is in UTC.</summary>
internal sealed record QueuedMessage(DateTime At, string Body);
