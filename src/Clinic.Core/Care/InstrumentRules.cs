using System.Text.RegularExpressions;
using Clinic.Core.Errors;
using Clinic.Core.Storage;
using Clinic.Core.Text;
using FluentValidation;
using FluentValidation.Results;

namespace Clinic.Core.Care;

/// <summary>The rules of PUT /instruments/{id}: a definition by which every set of answers gets one score and one band.</summary>
public sealed partial class InstrumentEditRules : AbstractValidator<InstrumentEdit>
{
    public const int MostItems = 100;
    public const int MostOptions = 20;
    public const int LongestText = 500;
    public const int LongestName = 200;
    public const int MostValue = 1_000;
    public const int LongestId = 40;

    private const int MostBands = 20;
    private const int MostFlags = 100;
    public const int MostVersion = 1_000_000;
    private const string IdPattern = "^[a-z0-9][a-z0-9-]{0,39}$";
    private const string LanguagePattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$";

    private static readonly Phrase Whole = Phrases.MustBe(new("un número entero", "a whole number"));
    private static readonly Phrase TwoDecimals = Phrases.MustBe(new("un número de a lo más dos decimales", "a number of at most two decimals"));

    public InstrumentEditRules()
    {
        RuleFor(edit => edit.Version).Between(1, MostVersion);
        RuleFor(edit => edit.Name).RequiredLine(LongestName);
        RuleFor(edit => edit.Items).Meets(new() { Required = true, MinItems = 1, MaxItems = MostItems }, items => FaultOfList(items, MostItems));
        RuleForEach(edit => edit.Items).Required(Phrases.MustBe(Phrases.Object)).SetValidator(new InstrumentItemRules()).When(edit => edit.Items.HasAtMost(MostItems));
        RuleFor(edit => edit.Score).Required(Phrases.Required(Phrases.OneOf(new ScoreKindConverter().Names)));
        RuleFor(edit => edit.Bands).Meets(new() { Required = true, MinItems = 1, MaxItems = MostBands }, bands => FaultOfList(bands, MostBands));
        RuleForEach(edit => edit.Bands).Required(Phrases.MustBe(Phrases.Object)).SetValidator(new ScoreBandRules()).When(edit => edit.Bands.HasAtMost(MostBands));
        RuleFor(edit => edit.Flags).AtMost(MostFlags);
        RuleForEach(edit => edit.Flags).Required(Phrases.MustBe(Phrases.Object)).SetValidator(new AnswerFlagRules()).When(edit => edit.Flags.HasAtMost(MostFlags));
        RuleFor(edit => edit.MaxMissing).Between(0, MostItems - 1, 0);
        RuleFor(edit => edit.Language).Meets(new() { Required = true, Pattern = LanguagePattern, MaxLength = 35 }, FaultOfLanguage);
        RuleFor(edit => edit.Source).RequiredText(LongestText);
        RuleFor(edit => edit.ReliableChange).Meets(new() { Minimum = 0.01m, Maximum = MostItems * MostValue }, change => change switch
        {
            <= 0 or > MostItems * MostValue => new(FieldCode.OutOfRange, new("debe ser mayor que 0", "must be more than 0"), 0),
            { } value when HasMoreDecimals(value) => new(FieldCode.InvalidFormat, TwoDecimals),
            _ => null,
        });
    }

    /// <summary>Adds what is wrong between the parts.</summary>
    public override ValidationResult Validate(ValidationContext<InstrumentEdit> context)
    {
        var result = base.Validate(context);
        result.Errors.AddRange(new DefinitionFaults(context.InstanceToValidate).Find().Select(found => new ValidationFailure(found.Path, found.Fault.Text.English) { CustomState = found.Fault }));
        return result;
    }

    /// <summary>Of an instrument and of an item: lower case, digits and hyphens.</summary>
    public static bool IsId(string? id) => id is not null && Id().IsMatch(id);

    internal static FieldFault? FaultOfId(string? id) => IsId(id) ? null : new(string.IsNullOrWhiteSpace(id) ? FieldCode.Required : FieldCode.InvalidFormat, Phrases.MustBe(InstrumentId));

    internal static readonly Constraint IdConstraint = new() { Required = true, Pattern = IdPattern };

    internal static readonly Phrase InstrumentId = new("de 1 a 40 de los caracteres a-z 0-9 -, como phq-9", "1 to 40 of the characters a-z 0-9 -, such as phq-9");

    internal static bool HasMoreDecimals(decimal value) => decimal.Round(value, 2) != value;

    internal static FieldFault? FaultOfList<T>(IReadOnlyList<T>? list, int most) => list switch
    {
        null or [] => new(FieldCode.Required, Phrases.IsRequired),
        _ when list.Count > most => new(FieldCode.TooMany, new($"deben ser a lo más {most}", $"must be at most {most}"), most),
        _ => null,
    };

    internal static readonly Constraint BoundConstraint = new() { Required = true, Minimum = -MostItems * MostValue, Maximum = MostItems * MostValue };

    internal static FieldFault? FaultOfBound(decimal? value) => value switch
    {
        null => new(FieldCode.Required, Phrases.IsRequired),
        < -MostItems * MostValue or > MostItems * MostValue => new(FieldCode.OutOfRange, Phrases.MustBe(Phrases.Number(-MostItems * MostValue, MostItems * MostValue))),
        { } bound when HasMoreDecimals(bound) => new(FieldCode.InvalidFormat, TwoDecimals),
        _ => null,
    };

    internal static FieldFault NotWhole { get; } = new(FieldCode.InvalidFormat, Whole);

    private static FieldFault? FaultOfLanguage(string? language) => language is { Length: <= 35 } && LanguageTag().IsMatch(language)
        ? null
        : new(string.IsNullOrWhiteSpace(language) ? FieldCode.Required : FieldCode.InvalidFormat, Phrases.Required(new("una lengua como es-MX", "a language such as es-MX")));

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\z")]
    private static partial Regex LanguageTag();
}

public sealed class InstrumentItemRules : AbstractValidator<InstrumentItem>
{
    public InstrumentItemRules()
    {
        RuleFor(item => item.Id).Meets(InstrumentEditRules.IdConstraint, InstrumentEditRules.FaultOfId);
        RuleFor(item => item.Text).RequiredText(InstrumentEditRules.LongestText);
        RuleFor(item => item.Options).Meets(new() { Required = true, MinItems = 1, MaxItems = InstrumentEditRules.MostOptions }, options => InstrumentEditRules.FaultOfList(options, InstrumentEditRules.MostOptions));
        RuleForEach(item => item.Options).Required(Phrases.MustBe(Phrases.Object)).SetValidator(new InstrumentOptionRules()).When(item => item.Options.HasAtMost(InstrumentEditRules.MostOptions));
    }
}

public sealed class InstrumentOptionRules : AbstractValidator<InstrumentOption>
{
    public InstrumentOptionRules()
    {
        RuleFor(option => option.Value).Required(Phrases.IsRequired).Between(0, InstrumentEditRules.MostValue);
        RuleFor(option => option.Label).RequiredLine(InstrumentEditRules.LongestName);
    }
}

public sealed class ScoreBandRules : AbstractValidator<ScoreBand>
{
    public ScoreBandRules()
    {
        RuleFor(band => band.From).Meets(InstrumentEditRules.BoundConstraint, InstrumentEditRules.FaultOfBound);
        RuleFor(band => band.To).Meets(InstrumentEditRules.BoundConstraint, (band, to) => InstrumentEditRules.FaultOfBound(to)
            ?? (to < band.From ? new(FieldCode.OutOfRange, new("no debe ser menor que from", "must not be less than from")) : null));
        RuleFor(band => band.Label).RequiredLine(InstrumentEditRules.LongestName);
    }
}

public sealed class AnswerFlagRules : AbstractValidator<AnswerFlag>
{
    public AnswerFlagRules()
    {
        RuleFor(flag => flag.Item).Meets(InstrumentEditRules.IdConstraint, InstrumentEditRules.FaultOfId);
        RuleFor(flag => flag.AtLeast).Required(Phrases.IsRequired).Between(0, InstrumentEditRules.MostValue);
        RuleFor(flag => flag.Alert).Required(Phrases.IsRequired).SetValidator(new FlaggedAlertRules()!);
    }
}

public sealed class FlaggedAlertRules : AbstractValidator<FlaggedAlert>
{
    public FlaggedAlertRules()
    {
        RuleFor(alert => alert.Kind).Required(Phrases.Required(Phrases.OneOf(AlertNames.Kinds)));
        RuleFor(alert => alert.Severity).Required(Phrases.Required(Phrases.OneOf(AlertNames.Severities)));
    }
}

/// <summary>What is wrong between the parts of a definition, each of which is looked at where it is what it has to be for itself.</summary>
internal sealed class DefinitionFaults(InstrumentEdit edit)
{
    private readonly IReadOnlyList<InstrumentItem> items = edit.Items ?? [];
    private readonly IReadOnlyList<ScoreBand> bands = edit.Bands ?? [];

    public IEnumerable<(string Path, FieldFault Fault)> Find() => [.. OfSize(), .. OfItems(), .. OfBands(), .. OfFlags(), .. OfMissing()];

    /// <summary>Of few enough items with values in their bounds, so that no sum is too large.</summary>
    private bool HasScores => items.Count is > 0 and <= InstrumentEditRules.MostItems
        && items.All(item => item?.Options is { Count: > 0 } options && options.All(option => option?.Value is >= 0 and <= InstrumentEditRules.MostValue));

    /// <summary>As JSON, of which a version is one item: a letter takes up to twelve bytes there.</summary>
    private IEnumerable<(string, FieldFault)> OfSize()
    {
        if (edit.Size > Item.MostBytesOfOne)
            yield return ("Items", new(FieldCode.TooLong, new("tienen, con lo demás, demasiado texto", "have too much text together with the rest")));
    }

    private IEnumerable<(string, FieldFault)> OfItems()
    {
        foreach (var index in Repeated(items, item => item?.Id))
            yield return ($"Items[{index}].Id", new(FieldCode.Duplicate, Phrases.Repeated));
        for (var index = 0; index < items.Count; index++)
        {
            foreach (var option in Repeated(items[index]?.Options ?? [], option => option?.Value))
                yield return ($"Items[{index}].Options[{option}].Value", new(FieldCode.Duplicate, Phrases.Repeated));
        }
    }

    /// <summary>Bands in the order of their scores: each begins where the one before it has ended.</summary>
    private IEnumerable<(string, FieldFault)> OfBands()
    {
        if (edit.Score is null || !bands.All(HasBounds))
            yield break;
        var isSum = edit.Score is ScoreKind.Sum;
        if (isSum && bands.Any(band => decimal.Truncate(band.From!.Value) != band.From || decimal.Truncate(band.To!.Value) != band.To))
        {
            for (var index = 0; index < bands.Count; index++)
            {
                if (decimal.Truncate(bands[index].From!.Value) != bands[index].From)
                    yield return ($"Bands[{index}].From", InstrumentEditRules.NotWhole);
                if (decimal.Truncate(bands[index].To!.Value) != bands[index].To)
                    yield return ($"Bands[{index}].To", InstrumentEditRules.NotWhole);
            }
            yield break;
        }
        var ordered = bands.Select((band, index) => (From: band.From!.Value, To: band.To!.Value, Index: index)).OrderBy(band => band.From).ThenBy(band => band.To).ToList();
        foreach (var (before, next) in ordered.Zip(ordered.Skip(1)))
        {
            var expected = isSum ? before.To + 1 : before.To;
            if (!isSum && before.To == before.From)
                yield return ($"Bands[{before.Index}].To", new(FieldCode.OutOfRange, new("debe ser mayor que from", "must be more than from"), before.From));
            if (next.From != expected)
                yield return ($"Bands[{next.Index}].From", new(FieldCode.OutOfRange, new(
                    $"debe ser {expected}: sin huecos ni traslapes", $"must be {expected}: without a gap or an overlap"), expected));
        }
        if (!HasScores || ordered.Count == 0)
            yield break;
        var (least, most) = Scoring.RangeOf(items, isSum);
        if (ordered[0].From > least)
            yield return ($"Bands[{ordered[0].Index}].From", new(FieldCode.OutOfRange, new($"debe ser a lo más {least}, la puntuación mínima", $"must be at most {least}, the least score"), least));
        if (ordered[^1].To < most)
            yield return ($"Bands[{ordered[^1].Index}].To", new(FieldCode.OutOfRange, new($"debe ser al menos {most}, la puntuación máxima", $"must be at least {most}, the greatest score"), most));
    }

    private IEnumerable<(string, FieldFault)> OfFlags()
    {
        var flags = edit.Flags ?? [];
        var greatest = new Dictionary<string, int?>(); // of the items' values; null where there are none
        foreach (var item in items.Where(item => item?.Id is not null))
            greatest.TryAdd(item.Id!, item.Options?.Max(option => option?.Value));
        foreach (var index in Repeated(flags, flag => flag is { Item: not null, AtLeast: not null, Alert.Kind: not null } ? (flag.Item, flag.AtLeast, flag.Alert.Kind) : null as (string, int?, AlertKind?)?))
            yield return ($"Flags[{index}].AtLeast", new(FieldCode.Duplicate, Phrases.Repeated));
        for (var index = 0; index < flags.Count; index++)
        {
            if (flags[index] is not { Item: { } id } flag || !InstrumentEditRules.IsId(id))
                continue;
            if (!greatest.TryGetValue(id, out var most))
                yield return ($"Flags[{index}].Item", new(FieldCode.NotFound, Phrases.MustBe(new("el id de un reactivo", "the id of an item"))));
            else if (flag.AtLeast > most)
                yield return ($"Flags[{index}].AtLeast", new(FieldCode.OutOfRange, new($"debe ser a lo más {most}, el mayor valor del reactivo", $"must be at most {most}, the item's greatest value"), most));
        }
    }

    private IEnumerable<(string, FieldFault)> OfMissing()
    {
        if (items.Count is > 0 and <= InstrumentEditRules.MostItems && edit.MaxMissing is { } missing && missing >= items.Count && missing < InstrumentEditRules.MostItems)
            yield return ("MaxMissing", new(FieldCode.OutOfRange, new($"debe ser a lo más {items.Count - 1}: un reactivo se contesta siempre", $"must be at most {items.Count - 1}: one item is always answered"), items.Count - 1));
    }

    private static bool HasBounds(ScoreBand? band) => band is { From: { } from, To: { } to } && from <= to
        && InstrumentEditRules.FaultOfBound(from) is null && InstrumentEditRules.FaultOfBound(to) is null;

    /// <summary>The positions of what has come before, whatever has no key left out.</summary>
    private static IEnumerable<int> Repeated<T, TKey>(IReadOnlyList<T> list, Func<T, TKey?> key)
    {
        var seen = new HashSet<TKey>();
        for (var index = 0; index < list.Count; index++)
        {
            if (key(list[index]) is { } value && !seen.Add(value))
                yield return index;
        }
    }
}
