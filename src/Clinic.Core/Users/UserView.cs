using System.Text.Json.Serialization;

namespace Clinic.Core.Users;

/// <summary>A user as the API shows them. It has no member that a password, hash or salt could leak through.</summary>
public record UserView : MasterData
{
    public UserView()
    {
    }

    public UserView(MasterData data) : base(data)
    {
    }

    [JsonPropertyOrder(-10)]
    public string Id { get; init; } = "";

    [JsonPropertyOrder(-8)]
    public UserStatus? Status { get; init; }

    [JsonPropertyOrder(1)]
    public RecordView? Record { get; init; }

    [JsonPropertyOrder(2)]
    public DateTimeOffset? LastLoginAt { get; init; }

    [JsonPropertyOrder(3)]
    public int Version { get; init; }

    [JsonPropertyOrder(4)]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonPropertyOrder(5)]
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>A patient's record as the API shows it.</summary>
/// <param name="Ekr">The clinical text, for those who may read sessions.</param>
/// <param name="Version">On the record's own route; inside a user it is the user's.</param>
public sealed record RecordView(
    bool IsOpen,
    string ThanatologistId,
    string? ThanatologistName,
    string? Ekr,
    int SessionCount,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt,
    int? Version = null);

/// <summary>The body of PUT /users/{id}/record. An absent <paramref name="Ekr"/> keeps the text, an empty one clears it.</summary>
public sealed record RecordEdit(bool? IsOpen = null, string? ThanatologistId = null, string? Ekr = null);
