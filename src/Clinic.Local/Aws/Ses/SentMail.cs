namespace Clinic.Local.Aws.Ses;

/// <summary>A mail that would have gone out; several addresses of one kind are joined by a comma and a blank; At is in UTC.</summary>
public sealed record SentMail(
    string Id, string To, string? Cc, string? Bcc, string From, string Subject, string Text, string Html, DateTime At);
