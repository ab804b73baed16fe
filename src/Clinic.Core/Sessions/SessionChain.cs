using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clinic.Core.Care;
using Clinic.Core.Catalogue;
using Clinic.Core.Json;
using Clinic.Core.Users;

namespace Clinic.Core.Sessions;

/// <summary>
/// What makes a session or an addendum a link of its patient's chain: writing is signing. docs/adr/0059.
/// </summary>
/// <param name="Hash">
/// SHA-256 in lower-case hex of the canonical JSON (RFC 8785) of what GET answers of it, without this member and a session's addenda; an
/// addendum has the member sessionId beside its own.
/// </param>
/// <param name="PreviousHash">The hash of what was written before it of the same patient; absent at the beginning of the chain.</param>
/// <param name="ProfessionalLicence">The signer's, as it was then.</param>
/// <param name="Adopted">It was written before there were chains, or imported: an operator has taken it into the chain, and nobody signed it.</param>
public sealed record Signature(
    string Hash, string? PreviousHash, string SignedById, string? SignedByName, string? ProfessionalLicence, DateTimeOffset SignedAt, bool? Adopted = null);

/// <summary>Who signs.</summary>
internal sealed record Signer(string Id, string? Name, string? ProfessionalLicence, bool Adopts = false)
{
    /// <summary>An operator, who takes into a chain what stands there without a signature.</summary>
    public static Signer Operator { get; } = new("operator", null, null, Adopts: true);

    public Signature After(string? previousHash, DateTimeOffset at) => new(SessionChain.NoHash, previousHash, Id, Name, ProfessionalLicence, at, Adopts ? true : null);
}

/// <summary>Where a patient's chain ends.</summary>
/// <param name="DueOn">The day of the last link, as long as the head of that day has not been kept where nobody can change it.</param>
public sealed record ChainHead(string Hash, DateOnly? DueOn);

/// <summary>Signs sessions and addenda, each with the hash of the link before it.</summary>
internal static class SessionChain
{
    /// <summary>Left out of the JSON that is hashed, as every null member is.</summary>
    internal static readonly string NoHash = null!;

    public static Session Sign(this Session session, Signer signer, string? previousHash, DateTimeOffset at)
    {
        var unsigned = session with { Signature = signer.After(previousHash, at) };
        return session with { Signature = unsigned.Signature with { Hash = HashOf(unsigned) } };
    }

    public static Addendum Sign(this Addendum addendum, string sessionId, Signer signer, string? previousHash, DateTimeOffset at)
    {
        var unsigned = addendum with { Signature = signer.After(previousHash, at) };
        return addendum with { Signature = unsigned.Signature with { Hash = HashOf(unsigned, sessionId) } };
    }

    /// <summary>What the hash of a signed session has to be.</summary>
    public static string HashOf(Session session) => Hash(CanonicalJson.Of(
        SessionView.Of(session with { Addenda = [], Signature = session.Signature! with { Hash = NoHash } }), ClinicJson.Contracts.SessionView));

    /// <summary>What the hash of a signed addendum has to be.</summary>
    public static string HashOf(Addendum addendum, string sessionId) => Hash(CanonicalJson.Of(
        new AddendumOfSession(sessionId, addendum.Text, addendum.ById, addendum.ByName, addendum.At, addendum.Signature! with { Hash = NoHash }),
        ChainJson.Contracts.AddendumOfSession));

    /// <summary>Ties to the session what no representation shows of it, and so is no part of its hash.</summary>
    public static string HashOfRest(Session session) =>
        Hash(Encoding.UTF8.GetBytes(string.Join('\n', session.Signature!.Hash, session.Gender, session.LegacyId, session.ImportedBy) + (session.CountsGroup ? "\ncountsGroup" : "")));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>An addendum with all that is hashed of it.</summary>
internal sealed record AddendumOfSession(string SessionId, string Text, string ById, string? ByName, DateTimeOffset At, Signature Signature);

/// <summary>What is hashed and is no contract, in the same JSON as the contracts.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AddendumOfSession))]
internal sealed partial class ChainJson : JsonSerializerContext
{
    public static ChainJson Contracts { get; } = new(new JsonSerializerOptions(ClinicJson.Contracts.Options));
}

/// <summary>A patient's next session, signed, with what it makes of the patient.</summary>
internal sealed record SessionWrite(Session Session, User Before, User After)
{
    /// <summary>Whether the session's motive opens an alert, or raises the one that is open.</summary>
    public bool IsAlerting => After.Alerts != Before.Alerts;

    public IReadOnlyList<string> AuditedFields => IsAlerting ? ["alert"] : [];

    /// <param name="unsigned">With the patient's next number.</param>
    /// <param name="day">The clinic's day of the moment at which it is written.</param>
    /// <param name="closes">Whether it closes the patient's record.</param>
    public static SessionWrite Of(User patient, Session unsigned, Signer signer, DateOnly day, bool closes = false)
    {
        var record = patient.Record!;
        var session = unsigned.Sign(signer, record.Head?.Hash, unsigned.CreatedAt);
        var after = patient with { Record = record with { SessionCount = session.Number, Head = new ChainHead(session.Signature!.Hash, day) } };
        if (closes)
            after = after with { Version = patient.Version + 1, UpdatedAt = session.CreatedAt, Record = after.Record with { IsOpen = false, ClosedAt = session.CreatedAt } };
        if (session.Motive == ClinicCatalogue.SuicideAttempt)
            after = after with { Alerts = patient.Alerts.Opened(AlertKind.Suicide, AlertSeverity.High, AlertSource.Session, signer.Id, session.CreatedAt) };
        return new SessionWrite(session, patient, after);
    }
}
