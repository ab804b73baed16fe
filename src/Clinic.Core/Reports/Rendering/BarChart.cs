using System.Globalization;
using System.Text;

namespace Clinic.Core.Reports.Rendering;

/// <summary>
/// A chart of horizontal bars, one below the other, each between its label above and its value behind; a paler one below it is of the
/// period before. What does not fit is whole in the row's title.
/// </summary>
public sealed record BarChart(string Title, string Subtitle, string ValueLabel, IReadOnlyList<ChartValue> Values, PreviousValues? Previous = null)
    : Chart(Title, Subtitle, ValueLabel, Values, Previous)
{
    private const double MaxValueWidth = 200, BarHeight = 14, Space = 10, LabelGap = 3, BarGap = 1;

    private protected override double AppendValues(StringBuilder svg, double top)
    {
        var heading = SvgText.Fit(ValueLabel, Style.TextSize, Style.MaxTextWidth);
        heading.AppendTo(svg, Style.Margin, top, Style.Soft);
        var bars = Values.Concat(Previous?.Values ?? []).ToList();
        var scale = new Scale(bars.Max(bar => bar.Value), Style.MaxTextWidth - bars.Max(bar => Written(bar).Width) - Style.Gap);
        var end = top + heading.Height + Style.Gap;
        for (var index = 0; index < Values.Count; index++)
            end = AppendRow(svg, Values[index], Previous?.Values[index], scale, end);
        return end;
    }

    private protected override void AppendKey(StringBuilder svg, double x, double middle, double width, bool isPrevious) =>
        AppendRectangle(svg, x, middle, width, ColourOf(isPrevious));

    private static double AppendRow(StringBuilder svg, ChartValue bar, ChartValue? previous, Scale scale, double top)
    {
        var label = SvgText.Fit(bar.Label, Style.TextSize, Style.MaxTextWidth, maxLines: 2);
        svg.Append(CultureInfo.InvariantCulture, $"<g><title>{SvgText.Escape($"{bar.Label}: {bar.ValueText}{(previous is null ? "" : $"; antes {previous.ValueText}")}")}</title>\n");
        label.AppendTo(svg, Style.Margin, top, Style.Ink);
        var end = AppendBar(svg, bar, scale, top + label.Height + LabelGap, isPrevious: false);
        if (previous is not null)
            end = AppendBar(svg, previous, scale, end + BarGap, isPrevious: true);
        svg.Append("</g>\n");
        return end + Space;
    }

    /// <summary>Returns where the bar ends.</summary>
    private static double AppendBar(StringBuilder svg, ChartValue bar, Scale scale, double top, bool isPrevious)
    {
        var value = Written(bar);
        var height = Math.Max(BarHeight, value.Height);
        var (middle, length) = (top + (height / 2), scale.Length(bar.Value));
        AppendRectangle(svg, Style.Margin, middle, length, ColourOf(isPrevious));
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{Style.Margin:0.##} {middle - (BarHeight / 2) - 2:0.##}V{middle + (BarHeight / 2) + 2:0.##}" stroke="{Style.AxisColour}"/>""").Append('\n');
        value.AppendTo(svg, Style.Margin + length + Style.Gap, middle - (value.Height / 2), isPrevious ? Style.Soft : Style.Ink);
        return top + height;
    }

    private static void AppendRectangle(StringBuilder svg, double x, double middle, double width, string colour) => svg
        .Append(CultureInfo.InvariantCulture, $"""<rect x="{x:0.##}" y="{middle - (BarHeight / 2):0.##}" width="{width:0.##}" height="{BarHeight}" fill="{colour}"/>""").Append('\n');

    private static SvgText Written(ChartValue bar) => SvgText.Fit(bar.ValueText, Style.TextSize, MaxValueWidth);

    /// <summary>In proportion to the largest value; what is more than nothing can be seen.</summary>
    private sealed record Scale(decimal Largest, double Longest)
    {
        public double Length(decimal value) => value <= 0 ? 0 : Math.Max(2, (double)(value / Largest) * Longest);
    }
}
