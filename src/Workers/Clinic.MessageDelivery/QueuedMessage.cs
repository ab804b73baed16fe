using Clinic.Core.Messages;

namespace Clinic.MessageDelivery;

/// <summary>A message that is queued, and how far its delivery is.</summary>
/// <param name="QueuedAt">When it was stored, or put back after it had failed.</param>
/// <param name="Due">When it may be claimed: until then somebody holds it, or it waits for its next attempt.</param>
/// <param name="Claims">The claims so far; of a claimed message, the number of the claim.</param>
/// <param name="Unsure">The claims, the current one included, after which the mail may have gone out.</param>
internal sealed record QueuedMessage(Message Message, DateTimeOffset QueuedAt, DateTimeOffset Due, int Claims, int Unsure);
