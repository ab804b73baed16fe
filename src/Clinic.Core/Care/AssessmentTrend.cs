using System.Globalization;
using Clinic.Core.Reports;
using Clinic.Core.Reports.Rendering;

namespace Clinic.Core.Care;

/// <summary>A patient's scores by one instrument in order of time, for people, in the clinic's language. It names nobody.</summary>
/// <param name="Instrument">The present version, whose bands the chart has.</param>
public sealed record AssessmentTrend(Instrument Instrument, IReadOnlyList<Assessment> Assessments)
{
    private const string Score = "Puntuación";

    public ReportTable Table => new(
        ["Fecha", Score, "Nivel", "Prorrateada", "Versión"],
        [
            .. Assessments.Select(one => (IReadOnlyList<string>)
                [DayOf(one), Plain(one.Score.Value), one.Score.Band, one.Score.IsProrated ? "sí" : "no", Plain(one.Version)]),
        ],
        new LineChart(Instrument.Definition.Name!, Period, Score, [.. Assessments.Select(one => new ChartValue(DayOf(one), one.Score.Value, $"{Plain(one.Score.Value)} ({one.Score.Band})"))])
        {
            Bands = [.. Bands()],
        });

    private string Period => Assessments is [] ? "" : $"{DayOf(Assessments[0])} a {DayOf(Assessments[^1])}";

    /// <summary>A band of a sum ends where the next one begins, so that there is no gap between whole numbers.</summary>
    private IEnumerable<ChartBand> Bands()
    {
        var (least, most) = Instrument.Range;
        for (var index = 0; index < Instrument.Bands.Count; index++)
        {
            var band = Instrument.Bands[index];
            var to = index + 1 < Instrument.Bands.Count ? Instrument.Bands[index + 1].From!.Value : most;
            if (band.From <= most && to > least)
                yield return new ChartBand(Math.Max(0, band.From!.Value), Math.Min(to, most), band.Label!);
        }
    }

    /// <summary>In UTC, as the assessment itself says it.</summary>
    private static string DayOf(Assessment assessment) => assessment.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Plain(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
