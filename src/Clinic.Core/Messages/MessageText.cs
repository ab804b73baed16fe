namespace Clinic.Core.Messages;

/// <summary>What a message says, in one of the two forms in which it is stored.</summary>
public abstract record MessageText;

/// <summary>Stored as it was written.</summary>
public sealed record PlainText(string Body) : MessageText;

/// <summary>Stored encrypted; <see cref="MessageSeal"/> opens it.</summary>
/// <param name="Box">A <see cref="MessageContent"/> under AES-256-GCM.</param>
/// <param name="KeyId">The root that the key was derived from (<see cref="Security.KeyRing"/>).</param>
public sealed record SealedText(ReadOnlyMemory<byte> Box, string KeyId) : MessageText;

/// <summary>What is sealed: the text, for the product's own mails also its HTML, and the code in it that is for the addressee alone.</summary>
public sealed record MessageContent(string Body, string? Html = null, string? Code = null)
{
    /// <summary>The text for anybody but the addressee: a code in it would open the addressee's account.</summary>
    public string BodyWithoutCode => Code is null ? Body : Body.Replace(Code, new string('•', Code.Length), StringComparison.Ordinal);
}
