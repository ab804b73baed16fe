using Clinic.Core.Errors;
using Clinic.Core.Sessions;

namespace Clinic.Core.Care;

/// <summary>A day on which a loss was some years ago.</summary>
/// <param name="Date">29 February falls on the 28th where the year has none.</param>
public sealed record AnniversaryView(string PatientId, string PatientName, string LossId, DateOnly Date, int Years);

/// <summary>The anniversaries of some days, both ends inclusive.</summary>
public sealed record AnniversaryQuery(DateOnly From, DateOnly To)
{
    public const int MostDays = 92;
    private const string LeapDay = "02-29";

    /// <summary>From today and for as many days as may be, unless something else is asked for.</summary>
    /// <exception cref="InvalidInputException">The last day is before the first, or too far from it.</exception>
    public static AnniversaryQuery Of(DateOnly? from, DateOnly? to, ClinicCalendar calendar)
    {
        var first = from ?? calendar.Today;
        // A calendar ends, even this one.
        var longest = first.DayNumber > DateOnly.MaxValue.DayNumber - MostDays ? DateOnly.MaxValue : first.AddDays(MostDays - 1);
        var last = to ?? longest;
        return last >= first && last <= longest
            ? new AnniversaryQuery(first, last)
            : throw new InvalidInputException("to", FieldCode.OutOfRange, new($"debe ser desde from y a lo más {MostDays} días en total", $"must be from the day from on, and at most {MostDays} days in all"));
    }

    /// <summary>The months and days of losses that may have an anniversary, as ranges: two where a year ends in between.</summary>
    internal IEnumerable<(string First, string Last)> Ranges => From.Year == To.Year
        ? [($"{From:MM-dd}", LastDay)]
        : [($"{From:MM-dd}", "12-31"), ("01-01", LastDay)];

    /// <summary>Where the year has no 29 February, that day falls on the 28th.</summary>
    private string LastDay => To is { Month: 2, Day: 28 } ? LeapDay : $"{To:MM-dd}";

    /// <summary>The anniversary of a day among those that are asked for; null when there is none.</summary>
    internal DateOnly? Of(DateOnly day)
    {
        for (var year = From.Year; year <= To.Year; year++)
        {
            // AddYears takes 29 February to the 28th.
            if (year > day.Year && day.AddYears(year - day.Year) is var date && date >= From && date <= To)
                return date;
        }
        return null;
    }
}
