using System.Globalization;
using System.Text;

namespace Clinic.Core.Reports.Rendering;

/// <summary>The bars of a chart, one below the other, each between its label above and its value behind.</summary>
internal sealed class BarRows
{
    private const double MaxLabelWidth = Style.Width - (2 * Style.Margin), MaxValueWidth = 200, BarHeight = 14, Space = 10, LabelGap = 3;

    // The blue of Okabe and Ito's palette for all kinds of colour vision; 5.2:1 on white.
    private const string BarColour = "#0072B2", AxisColour = "#8a979e";

    private readonly IReadOnlyList<Bar> bars;
    private readonly SvgText[] labels;
    private readonly SvgText[] values;
    private readonly double longest;
    private readonly decimal largest;

    /// <param name="bars">At least one.</param>
    public BarRows(IReadOnlyList<Bar> bars)
    {
        this.bars = bars;
        labels = [.. bars.Select(bar => SvgText.Fit(bar.Label, Style.TextSize, MaxLabelWidth, maxLines: 2))];
        values = [.. bars.Select(bar => SvgText.Fit(bar.ValueText, Style.TextSize, MaxValueWidth))];
        longest = MaxLabelWidth - values.Max(value => value.Width) - Style.Gap;
        largest = bars.Max(bar => bar.Value);
    }

    /// <summary>Returns where the rows end.</summary>
    public double AppendTo(StringBuilder svg, double top, string valueLabel)
    {
        var heading = SvgText.Fit(valueLabel, Style.TextSize, MaxLabelWidth);
        heading.AppendTo(svg, Style.Margin, top, Style.Soft);
        var end = top + heading.Height + Style.Gap;
        for (var index = 0; index < bars.Count; index++)
            end = AppendRow(svg, index, end);
        return end;
    }

    private double AppendRow(StringBuilder svg, int index, double top)
    {
        var (bar, label, value) = (bars[index], labels[index], values[index]);
        var height = Math.Max(BarHeight, value.Height);
        var middle = top + label.Height + LabelGap + (height / 2);
        var length = Length(bar.Value);
        var (x, from, to) = (Style.Margin, middle - (BarHeight / 2), middle + (BarHeight / 2));
        svg.Append(CultureInfo.InvariantCulture, $"<g><title>{SvgText.Escape($"{bar.Label}: {bar.ValueText}")}</title>\n");
        label.AppendTo(svg, x, top, Style.Ink);
        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{x:0.##}" y="{from:0.##}" width="{length:0.##}" height="{BarHeight}" fill="{BarColour}"/>""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{x:0.##} {from - 2:0.##}V{to + 2:0.##}" stroke="{AxisColour}"/>""").Append('\n');
        value.AppendTo(svg, x + length + Style.Gap, middle - (value.Height / 2), Style.Ink);
        svg.Append("</g>\n");
        return top + label.Height + LabelGap + height + Space;
    }

    /// <summary>In proportion to the largest value; what is more than nothing can be seen.</summary>
    private double Length(decimal value) => value <= 0 ? 0 : Math.Max(2, (double)(value / largest) * longest);
}
