using Clinic.Core.Errors;
using Clinic.Core.Text;

namespace Clinic.Core.Care;

/// <summary>What a set of answers comes to.</summary>
/// <param name="Value">Of a sum a whole number, of a mean one of at most two decimals.</param>
/// <param name="Band">The label of the band that it is in.</param>
/// <param name="IsProrated">Whether items were left unanswered, and the answered ones stand for them.</param>
/// <param name="Flags">Those that the answers reach, at most one for each item and kind of alert.</param>
public sealed record Score(decimal Value, string Band, bool IsProrated, IReadOnlyList<AnswerFlag> Flags);

/// <summary>Scores answers by a version of an instrument, the same way each time.</summary>
public static class Scoring
{
    private static readonly Phrase NoItem = new("no es un reactivo del instrumento", "is no item of the instrument");

    /// <summary>The least and the greatest score that there can be.</summary>
    internal static (decimal Least, decimal Most) RangeOf(IReadOnlyList<InstrumentItem> items, bool isSum)
    {
        var (least, most) = (items.Sum(item => item.Options!.Min(option => option.Value!.Value)), items.Sum(item => item.Options!.Max(option => option.Value!.Value)));
        return isSum ? (least, most) : (Rounded((decimal)least / items.Count), Rounded((decimal)most / items.Count));
    }

    /// <param name="answers">Item ids to values.</param>
    /// <exception cref="InvalidInputException">An answer is to no item or none of its options, or too many are missing.</exception>
    public static Score Of(Instrument instrument, IReadOnlyDictionary<string, int> answers)
    {
        Check(instrument, answers);
        var isProrated = answers.Count < instrument.Items.Count;
        var value = ValueOf(instrument, answers.Values.Sum(), answers.Count);
        return new Score(value, BandOf(instrument, value), isProrated, Reached(instrument, answers));
    }

    /// <summary>
    /// The mean of the answered items stands for those that are missing. Where items have different options that could be a score which
    /// no full set of answers has: then it is the nearest one.
    /// </summary>
    private static decimal ValueOf(Instrument instrument, int sum, int answered)
    {
        var (least, most) = instrument.Range;
        var value = instrument.IsSum ? HalfUp((decimal)sum * instrument.Items.Count / answered, 0) : Rounded((decimal)sum / answered);
        return Math.Clamp(value, least, most);
    }

    private static string BandOf(Instrument instrument, decimal value)
    {
        var bands = instrument.Bands.OrderBy(band => band.From).ToList();
        return bands.Last(band => band.From <= value).Label!;
    }

    private static IReadOnlyList<AnswerFlag> Reached(Instrument instrument, IReadOnlyDictionary<string, int> answers) =>
    [
        .. instrument.Flags
            .Where(flag => answers.TryGetValue(flag.Item!, out var value) && value >= flag.AtLeast)
            .GroupBy(flag => (flag.Item, flag.Alert!.Kind))
            .Select(group => group.MaxBy(flag => flag.AtLeast)!),
    ];

    private static void Check(Instrument instrument, IReadOnlyDictionary<string, int> answers)
    {
        var errors = new Dictionary<string, FieldFault[]>();
        var items = instrument.Items.ToDictionary(item => item.Id!);
        foreach (var (id, value) in answers)
        {
            if (!items.TryGetValue(id, out var item))
                errors[PathOf(id)] = [new(FieldCode.UnknownMember, NoItem)];
            else if (!item.Options!.Any(option => option.Value == value))
                errors[PathOf(id)] = [new(FieldCode.NotInCatalogue, Phrases.MustBe(Phrases.OneOf(item.Options!.Select(option => $"{option.Value}"))))];
        }
        if (errors.Count > 0)
            throw new InvalidInputException(errors);
        if (instrument.Items.Count - answers.Count > instrument.MaxMissing)
        {
            var needed = instrument.Items.Count - instrument.MaxMissing;
            throw new InvalidInputException("answers", FieldCode.Required, new(
                $"deben contestarse al menos {needed} de {instrument.Items.Count} reactivos", $"must have at least {needed} of {instrument.Items.Count} items"));
        }
    }

    private static string PathOf(string item) => $"answers.{item}";

    private static decimal Rounded(decimal value) => Sessions.Money.Normalized(HalfUp(value, 2));

    /// <summary>Scores are never negative, so away from zero is up.</summary>
    private static decimal HalfUp(decimal value, int decimals) => decimal.Round(value, decimals, MidpointRounding.AwayFromZero);
}
