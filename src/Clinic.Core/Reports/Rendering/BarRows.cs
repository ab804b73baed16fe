using System.Globalization;
using System.Text;

namespace Clinic.Core.Reports.Rendering;

/// <summary>The bars of a chart, one below the other, between their labels and their values.</summary>
internal sealed class BarRows
{
    private const double MaxLabelWidth = 256, MaxValueWidth = 280, BarHeight = 18, Space = 10;

    // The blue of Okabe and Ito's palette for all kinds of colour vision; 5.2:1 on white.
    private const string BarColour = "#0072B2", AxisColour = "#8a979e";

    private readonly IReadOnlyList<Bar> bars;
    private readonly SvgText[] labels;
    private readonly SvgText[] values;
    private readonly double left;
    private readonly double longest;
    private readonly decimal largest;

    /// <param name="bars">At least one.</param>
    public BarRows(IReadOnlyList<Bar> bars)
    {
        this.bars = bars;
        labels = [.. bars.Select(bar => SvgText.Fit(bar.Label, Style.TextSize, MaxLabelWidth, maxLines: 2))];
        values = [.. bars.Select(bar => SvgText.Fit(bar.ValueText, Style.TextSize, MaxValueWidth))];
        left = Style.Margin + labels.Max(label => label.Width) + Style.Gap;
        longest = Style.Width - Style.Margin - values.Max(value => value.Width) - Style.Gap - left;
        largest = bars.Max(bar => bar.Value);
    }

    /// <summary>Returns where the rows end.</summary>
    public double AppendTo(StringBuilder svg, double top, string valueLabel)
    {
        var heading = SvgText.Fit(valueLabel, Style.TextSize, Style.Width - Style.Margin - left);
        heading.AppendTo(svg, left, top, Style.Soft);
        var start = top + heading.Height + (Style.Gap / 2);
        var end = start;
        for (var index = 0; index < bars.Count; index++)
            end = AppendRow(svg, index, end);
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{left:0.##} {start:0.##}V{end:0.##}" stroke="{AxisColour}"/>""").Append('\n');
        return end;
    }

    private double AppendRow(StringBuilder svg, int index, double top)
    {
        var (bar, label, value) = (bars[index], labels[index], values[index]);
        var height = Math.Max(BarHeight, label.Height) + Space;
        var middle = top + (height / 2);
        var length = Length(bar.Value);
        svg.Append(CultureInfo.InvariantCulture, $"<g><title>{SvgText.Escape($"{bar.Label}: {bar.ValueText}")}</title>\n");
        label.AppendTo(svg, left - Style.Gap, middle - (label.Height / 2), Style.Ink, "end");
        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{left:0.##}" y="{middle - (BarHeight / 2):0.##}" width="{length:0.##}" height="{BarHeight}" fill="{BarColour}"/>""").Append('\n');
        value.AppendTo(svg, left + length + Style.Gap, middle - (value.Height / 2), Style.Ink);
        svg.Append("</g>\n");
        return top + height;
    }

    /// <summary>In proportion to the largest value; what is more than nothing can be seen.</summary>
    private double Length(decimal value) => value <= 0 ? 0 : Math.Max(2, (double)(value / largest) * longest);
}
