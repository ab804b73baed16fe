using System.Globalization;
using System.Text;

namespace Clinic.Core.Reports.Rendering;

/// <summary>
/// A chart of horizontal bars as a standalone SVG picture, dark on white, for people and screen readers: no script, no style sheet,
/// no font from elsewhere. The bars stand in the order given. Labels and values that do not fit end in an ellipsis and are whole in
/// their row's title.
/// </summary>
/// <param name="Subtitle">The period.</param>
/// <param name="ValueLabel">What the values count.</param>
public sealed record BarChart(string Title, string Subtitle, string ValueLabel, IReadOnlyList<Bar> Bars)
{
    private const string NoData = "Sin datos en este periodo";

    private const double MaxTextWidth = Style.Width - (2 * Style.Margin);

    /// <summary>The picture as a document in UTF-8, 440 pixels wide and as high as its bars need.</summary>
    public string Render()
    {
        var body = new StringBuilder();
        var height = Math.Ceiling(AppendContent(body, AppendHeading(body)) + Style.Margin);
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Style.Width} {height}" width="{Style.Width}" height="{height}" role="img" aria-labelledby="title desc" font-family="{Style.FontFamily}">
            <title id="title">{SvgText.Escape(Title)}</title>
            <desc id="desc">{SvgText.Escape(Description)}</desc>
            <rect width="{Style.Width}" height="{height}" fill="{Style.Paper}"/>
            {body}</svg>

            """);
    }

    private string Description =>
        $"{Subtitle}. {(Bars.Count == 0 ? NoData : $"{ValueLabel}: {string.Join("; ", Bars.Select(bar => $"{bar.Label} {bar.ValueText}"))}")}.";

    /// <summary>Returns where the heading ends.</summary>
    private double AppendHeading(StringBuilder svg)
    {
        var title = SvgText.Fit(Title, Style.TitleSize, MaxTextWidth, maxLines: 2, isBold: true);
        var subtitle = SvgText.Fit(Subtitle, Style.TextSize, MaxTextWidth, maxLines: 2);
        title.AppendTo(svg, Style.Margin, Style.Margin, Style.Ink);
        subtitle.AppendTo(svg, Style.Margin, Style.Margin + title.Height, Style.Soft);
        return Style.Margin + title.Height + subtitle.Height + (2 * Style.Gap);
    }

    /// <summary>Returns where the content ends.</summary>
    private double AppendContent(StringBuilder svg, double top)
    {
        if (Bars.Count > 0)
            return new BarRows(Bars).AppendTo(svg, top, ValueLabel);
        var sentence = SvgText.Fit(NoData, Style.TextSize, MaxTextWidth);
        sentence.AppendTo(svg, Style.Margin, top, Style.Ink);
        return top + sentence.Height;
    }
}

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

/// <summary>A bar of a chart.</summary>
/// <param name="Value">Zero or more: the length of the bar.</param>
/// <param name="ValueText">The value as people read it, with its unit.</param>
public sealed record Bar(string Label, decimal Value, string ValueText);

/// <summary>Measures, in pixels, and colours of the charts: narrow enough to be read on a phone. Both inks have at least 7:1 on white.</summary>
internal static class Style
{
    public const double Width = 440, Margin = 16, Gap = 10;

    public const double TitleSize = 19, TextSize = 15;

    public const string Ink = "#1f2a30", Soft = "#4a5860", Paper = "#ffffff";

    public const string FontFamily = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";
}
