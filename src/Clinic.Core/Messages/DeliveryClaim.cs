namespace Clinic.Core.Messages;

/// <summary>A message that is this process's to deliver until its lease ends.</summary>
/// <param name="Attempt">1 for the first claim; it tells later claims from this one.</param>
/// <param name="Unsure">The claims, this one included, after which the mail may have gone out.</param>
public sealed record DeliveryClaim(Message Message, int Attempt, int Unsure);
