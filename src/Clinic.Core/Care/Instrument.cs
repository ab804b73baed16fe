using System.Text.Json;
using System.Text.Json.Serialization;
using Clinic.Core.Json;

namespace Clinic.Core.Care;

/// <summary>How the answers make a score: their sum, a whole number, or their mean, of at most two decimals.</summary>
[JsonConverter(typeof(ScoreKindConverter))]
public enum ScoreKind
{
    Sum,
    Mean,
}

public sealed class ScoreKindConverter() : StrictEnumConverter<ScoreKind>(["sum", "mean"]);

/// <summary>Which scores are better.</summary>
[JsonConverter(typeof(ScoreDirectionConverter))]
public enum ScoreDirection
{
    Lower,
    Higher,
}

public sealed class ScoreDirectionConverter() : StrictEnumConverter<ScoreDirection>(["lower", "higher"]);

/// <summary>A question. Its text is the clinic's; the answer is the value of one of the options.</summary>
public sealed record InstrumentItem(string? Id = null, string? Text = null, IReadOnlyList<InstrumentOption>? Options = null);

public sealed record InstrumentOption(int? Value = null, string? Label = null);

/// <summary>What scores mean. Of a sum the bounds are whole numbers and both belong to the band; of a mean the band ends before <paramref name="To"/>, and only the last one holds it.</summary>
public sealed record ScoreBand(decimal? From = null, decimal? To = null, string? Label = null);

/// <summary>An answer that opens an alert: of several flags of an item and a kind of alert, the one with the highest <paramref name="AtLeast"/> that is reached counts.</summary>
public sealed record AnswerFlag(string? Item = null, int? AtLeast = null, FlaggedAlert? Alert = null);

/// <summary>The alert that a flagged answer opens.</summary>
public sealed record FlaggedAlert(AlertKind? Kind = null, AlertSeverity? Severity = null);

/// <summary>The body of PUT /instruments/{id}, and what is stored of each version.</summary>
/// <param name="Id">As in the address; it may be left out.</param>
/// <param name="Version">The one that is written: 1, or the one after the present one. It may be left out.</param>
/// <param name="Bands">They follow each other without a gap or an overlap over all scores that there can be.</param>
/// <param name="MaxMissing">How many items may be left unanswered; none by default.</param>
/// <param name="Language">Of the texts, as in RFC 5646, such as es-MX.</param>
/// <param name="Source">Where the instrument and its scoring were published.</param>
/// <param name="ReliableChange">By how much a score has to change to be more than chance; without it no report says who has improved.</param>
/// <param name="Direction">Which scores are better, lower ones by default.</param>
public sealed record InstrumentEdit(
    string? Id = null,
    int? Version = null,
    string? Name = null,
    IReadOnlyList<InstrumentItem>? Items = null,
    ScoreKind? Score = null,
    IReadOnlyList<ScoreBand>? Bands = null,
    IReadOnlyList<AnswerFlag>? Flags = null,
    int? MaxMissing = null,
    string? Language = null,
    string? Source = null,
    decimal? ReliableChange = null,
    ScoreDirection? Direction = null)
{
    /// <summary>How many bytes it takes as JSON.</summary>
    internal int Size => JsonSerializer.SerializeToUtf8Bytes(this, ClinicJson.TypeOf<InstrumentEdit>()).Length;
}

/// <summary>A version of an instrument. It is never changed: whatever was scored by it can be scored again.</summary>
/// <param name="Definition">One that keeps the rules.</param>
public sealed record Instrument(string Id, int Version, InstrumentEdit Definition, DateTimeOffset CreatedAt)
{
    public IReadOnlyList<InstrumentItem> Items => Definition.Items!;

    public IReadOnlyList<ScoreBand> Bands => Definition.Bands!;

    public IReadOnlyList<AnswerFlag> Flags => Definition.Flags ?? [];

    public bool IsSum => Definition.Score is ScoreKind.Sum;

    public int MaxMissing => Definition.MaxMissing ?? 0;

    /// <summary>The scores that there can be.</summary>
    public (decimal Least, decimal Most) Range => Scoring.RangeOf(Items, IsSum);
}

/// <summary>A version of an instrument as the API shows it.</summary>
public sealed record InstrumentView(
    string Id,
    int Version,
    string Name,
    IReadOnlyList<InstrumentItem> Items,
    ScoreKind Score,
    IReadOnlyList<ScoreBand> Bands,
    IReadOnlyList<AnswerFlag> Flags,
    int MaxMissing,
    string Language,
    string Source,
    decimal? ReliableChange,
    ScoreDirection Direction,
    DateTimeOffset CreatedAt)
{
    public static InstrumentView Of(Instrument instrument)
    {
        var definition = instrument.Definition;
        return new InstrumentView(
            instrument.Id, instrument.Version, definition.Name!, instrument.Items, definition.Score!.Value, instrument.Bands, instrument.Flags, instrument.MaxMissing,
            definition.Language!, definition.Source!, definition.ReliableChange, definition.Direction ?? ScoreDirection.Lower, instrument.CreatedAt);
    }
}

/// <summary>The present version of an instrument, without its items.</summary>
public sealed record InstrumentSummary(string Id, int Version, string Name, string Language, string Source, DateTimeOffset UpdatedAt);
