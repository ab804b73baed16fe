namespace Clinic.Core.Messages;

/// <summary>Which messages to list: those to an address, of a sender or to a user; one of them at least, and all that are given hold.</summary>
public sealed record MessageQuery(string? To = null, string? SenderId = null, string? RecipientId = null);
