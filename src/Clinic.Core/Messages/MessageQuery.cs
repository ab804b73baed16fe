namespace Clinic.Core.Messages;

/// <summary>Which messages to list: those to an address, those of a sender, or both.</summary>
public sealed record MessageQuery(string? To, string? SenderId);
