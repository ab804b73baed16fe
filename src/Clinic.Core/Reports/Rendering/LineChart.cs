using System.Globalization;
using System.Text;

namespace Clinic.Core.Reports.Rendering;

/// <summary>
/// A chart of values in order of time: a line over labelled axes, and the period before as a paler, broken one. As many labels stand
/// below it as have room, always the same number of values apart; every value has its place's title. Where values have bands, these lie
/// behind the line, each beside its label, and the picture is as high as the labels ask for.
/// </summary>
public sealed record LineChart(string Title, string Subtitle, string ValueLabel, IReadOnlyList<ChartValue> Values, PreviousValues? Previous = null)
    : Chart(Title, Subtitle, ValueLabel, Values, Previous)
{
    private const double Height = 200, MaxHeight = 400, MaxLabelWidth = 150, TickLength = 5, DotSize = 7, PreviousDotSize = 4;

    // More dots than these would be a caterpillar, and more of a thick line a band.
    private const int MostDots = 40, MostOfThickLine = 120;

    private const string Broken = "5 4";

    // Of the longest words that people grade with, such as Moderadamente or Significativamente, one has room on a line.
    private const double MaxBandWidth = 160;

    private const int MostBandLines = 3;

    /// <summary>What ranges of values mean, from the lowest on; none where they mean nothing of their own.</summary>
    public IReadOnlyList<ChartBand> Bands { get; init; } = [];

    private protected override double AppendValues(StringBuilder svg, double top)
    {
        var heading = SvgText.Fit(ValueLabel, Style.TextSize, Style.MaxTextWidth);
        heading.AppendTo(svg, Style.Margin, top, Style.Soft);
        var bands = Bands.Select(band => (Band: band, Label: SvgText.Fit(band.Label, Style.TextSize, MaxBandWidth, MostBandLines))).ToList();
        var right = Style.Width - Style.Margin - (bands.Count == 0 ? DotSize / 2 : bands.Max(band => band.Label.Width) + Style.Gap);
        var plot = Plot.Of(Values.Concat(Previous?.Values ?? []).Select(value => value.Value).Concat(Bands.Select(band => band.To)).Max(), Math.Max(Values.Count, Previous?.Values.Count ?? 0), top + heading.Height + (2 * Style.Gap), right).For(bands);
        foreach (var (index, (band, label)) in bands.Index())
            AppendBand(svg, plot, band, label, isShaded: index % 2 == 0);
        AppendGrid(svg, plot);
        var end = AppendLabels(svg, plot);
        AppendLine(svg, plot, Values, isPrevious: false);
        // The broken one is on top: between its dashes the other can be seen where both are alike.
        if (Previous is { Values.Count: > 0 })
            AppendLine(svg, plot, Previous.Values, isPrevious: true);
        AppendTitles(svg, plot);
        return end;
    }

    private protected override void AppendKey(StringBuilder svg, double x, double middle, double width, bool isPrevious) =>
        AppendPath(svg, string.Create(CultureInfo.InvariantCulture, $"M{x:0.##} {middle:0.##}H{x + width:0.##}"), isPrevious, isThick: true);

    /// <summary>A stripe over the whole width, and its label at the right where the stripe is high enough for it.</summary>
    private static void AppendBand(StringBuilder svg, Plot plot, ChartBand band, SvgText label, bool isShaded)
    {
        var (bottom, top) = (plot.Y((double)band.From), plot.Y((double)band.To));
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{plot.Left:0.##} {bottom:0.##}H{plot.Right:0.##}V{top:0.##}H{plot.Left:0.##}Z" fill="{(isShaded ? Style.BandColour : Style.Paper)}"><title>{SvgText.Escape(band.Label)}</title></path>""").Append('\n');
        if (bottom - top >= label.Height)
            label.AppendTo(svg, plot.Right + Style.Gap, ((bottom + top) / 2) - (label.Height / 2), Style.Soft);
    }

    private static void AppendGrid(StringBuilder svg, Plot plot)
    {
        for (var step = 0; step <= plot.Steps; step++)
        {
            var (y, text) = (plot.Y(step * plot.Step), plot.Ticks[step]);
            svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{plot.Left:0.##} {y:0.##}H{plot.Right:0.##}" stroke="{(step == 0 ? Style.AxisColour : Style.GridColour)}"/>""").Append('\n');
            text.AppendTo(svg, plot.Left - Style.Gap, y - (text.Height / 2), Style.Soft, TextAnchor.End);
        }
    }

    /// <summary>Labels of some values, the same number of values apart, so many that they do not touch. Returns where they end.</summary>
    private double AppendLabels(StringBuilder svg, Plot plot)
    {
        var labels = Values.Select((value, index) => (X: plot.X(index), Text: SvgText.Fit(value.Label, Style.TextSize, MaxLabelWidth))).ToList();
        var shown = Enumerable.Range(1, labels.Count)
            .Select(step => Enumerable.Range(0, ((labels.Count - 1) / step) + 1).Select(index => labels[index * step]).ToList())
            .First(HaveRoom);
        foreach (var (x, text) in shown)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{x:0.##} {plot.Bottom:0.##}v{TickLength}" stroke="{Style.AxisColour}"/>""").Append('\n');
            text.AppendTo(svg, Centre(x, text), plot.Bottom + Style.Gap, Style.Soft, TextAnchor.Middle);
        }
        return plot.Bottom + Style.Gap + SvgText.PitchOf(Style.TextSize);
    }

    private static bool HaveRoom(List<(double X, SvgText Text)> labels) => labels.Zip(labels.Skip(1)).All(pair =>
        Centre(pair.First.X, pair.First.Text) + (pair.First.Text.Width / 2) + Style.Gap <= Centre(pair.Second.X, pair.Second.Text) - (pair.Second.Text.Width / 2));

    /// <summary>Below its value, or as near to that as the picture's edges let it.</summary>
    private static double Centre(double x, SvgText text) => Math.Clamp(x, Style.Margin + (text.Width / 2), Style.Width - Style.Margin - (text.Width / 2));

    private static void AppendLine(StringBuilder svg, Plot plot, IReadOnlyList<ChartValue> values, bool isPrevious)
    {
        var points = values.Select((value, index) => string.Create(CultureInfo.InvariantCulture, $"{plot.X(index):0.##} {plot.Y((double)value.Value):0.##}")).ToList();
        AppendPath(svg, "M" + string.Join('L', points), isPrevious, isThick: points.Count <= MostOfThickLine);
        if (points.Count <= MostDots)
            svg.Append(CultureInfo.InvariantCulture, $"""<path d="{string.Concat(points.Select(point => $"M{point}h0"))}" stroke="{ColourOf(isPrevious)}" stroke-width="{(isPrevious ? PreviousDotSize : DotSize)}" stroke-linecap="round"/>""").Append('\n');
    }

    private static void AppendPath(StringBuilder svg, string path, bool isPrevious, bool isThick) => svg
        .Append(CultureInfo.InvariantCulture, $"""<path d="{path}" fill="none" stroke="{ColourOf(isPrevious)}" stroke-width="{(isThick ? 2 : 1)}" stroke-linejoin="round"{(isPrevious ? $" stroke-dasharray=\"{Broken}\"" : "")}/>""")
        .Append('\n');

    /// <summary>Nothing that is seen: what a pointer over the place of a value is told.</summary>
    private void AppendTitles(StringBuilder svg, Plot plot)
    {
        svg.Append(CultureInfo.InvariantCulture, $"""<g stroke="none" stroke-width="{plot.Distance:0.##}" pointer-events="stroke">""").Append('\n');
        for (var index = 0; index < plot.Count; index++)
        {
            var told = new[] { Values.ElementAtOrDefault(index), Previous?.Values.ElementAtOrDefault(index) }.OfType<ChartValue>().Select(value => $"{value.Label}: {value.ValueText}");
            svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{plot.X(index):0.##} {plot.Top:0.##}V{plot.Bottom:0.##}"><title>{SvgText.Escape(string.Join("; antes ", told))}</title></path>""").Append('\n');
        }
        svg.Append("</g>\n");
    }

    /// <summary>Where the values are drawn: between an axis of whole steps from zero, and one with a place for each value.</summary>
    /// <param name="Count">How many places there are.</param>
    private sealed record Plot(double Left, double Right, double Top, int Count, double Step, IReadOnlyList<SvgText> Ticks)
    {
        private const int MostSteps = 5;

        private double Length { get; init; } = Height;

        public double Bottom => Top + Length;

        public int Steps => Ticks.Count - 1;

        /// <summary>From one place to the next.</summary>
        public double Distance => Count == 1 ? Right - Left : (Right - Left) / (Count - 1);

        public static Plot Of(decimal most, int count, double top, double right)
        {
            var (largest, step) = ((double)most, 1d);
            for (var i = 1; largest > MostSteps * step; i++)
                step *= i % 3 == 2 ? 2.5 : 2; // 1, 2, 5, 10, 20, 50 …
            var ticks = Enumerable.Range(0, Math.Max(1, (int)Math.Ceiling(largest / step)) + 1)
                .Select(tick => SvgText.Fit((tick * step).ToString("N0", CultureInfo.InvariantCulture), Style.TextSize, MaxLabelWidth))
                .ToList();
            return new Plot(Style.Margin + ticks.Max(tick => tick.Width) + Style.Gap, right, top, count, step, ticks);
        }

        /// <summary>So high that every band has room for its label, within measure.</summary>
        public Plot For(IEnumerable<(ChartBand Band, SvgText Label)> bands)
        {
            var lengths = bands.Where(one => one.Band.To > one.Band.From).Select(one => one.Label.Height * Steps * Step / (double)(one.Band.To - one.Band.From));
            return this with { Length = Math.Min(MaxHeight, Math.Ceiling(lengths.Append(Height).Max())) };
        }

        public double X(int index) => Count == 1 ? (Left + Right) / 2 : Left + (index * Distance);

        public double Y(double value) => Bottom - (Math.Max(0, value) / (Steps * Step) * Length);
    }
}
