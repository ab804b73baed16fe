using System.Globalization;
using System.Text;

namespace Clinic.Core.Reports.Rendering;

/// <summary>
/// A chart as a standalone SVG picture, dark on a white ground of its own, for people and screen readers: no script, no style sheet, no
/// font from elsewhere. Its description has every value. Texts that do not fit end in an ellipsis.
/// </summary>
/// <param name="Subtitle">The period.</param>
/// <param name="ValueLabel">What the values count.</param>
/// <param name="Values">In the order in which they are shown.</param>
/// <param name="Previous">What the values are compared with, each with the one at its place; null for nothing.</param>
public abstract record Chart(string Title, string Subtitle, string ValueLabel, IReadOnlyList<ChartValue> Values, PreviousValues? Previous)
{
    private const string NoData = "Sin datos en este periodo";

    private const double KeyWidth = 22;

    /// <summary>The picture as a document in UTF-8, 440 pixels wide and as high as it needs to be.</summary>
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

    private string Description => Described(Subtitle, Values) + (Previous is null ? "" : $" Periodo anterior: {Described(Previous.Subtitle, Previous.Values)}");

    private string Described(string subtitle, IReadOnlyList<ChartValue> values) =>
        $"{subtitle}. {(values.Count == 0 ? NoData : $"{ValueLabel}: {string.Join("; ", values.Select(value => $"{value.Label} {value.ValueText}"))}")}.";

    /// <summary>Appends what is drawn below the heading, of at least one value, and returns where it ends.</summary>
    private protected abstract double AppendValues(StringBuilder svg, double top);

    /// <summary>Appends a sample, <paramref name="width"/> wide, of how the values are drawn or those before them.</summary>
    private protected abstract void AppendKey(StringBuilder svg, double x, double middle, double width, bool isPrevious);

    private protected static string ColourOf(bool isPrevious) => isPrevious ? Style.PaleColour : Style.Colour;

    /// <summary>Returns where the heading ends. Where there are two periods, their subtitles tell which is which.</summary>
    private double AppendHeading(StringBuilder svg)
    {
        var title = SvgText.Fit(Title, Style.TitleSize, Style.MaxTextWidth, maxLines: 2, isBold: true);
        title.AppendTo(svg, Style.Margin, Style.Margin, Style.Ink);
        var end = Style.Margin + title.Height;
        if (Previous is null)
            return AppendSubtitle(svg, Subtitle, Style.Margin, end) + (2 * Style.Gap);
        foreach (var (subtitle, isPrevious) in ((string, bool)[])[(Subtitle, false), (Previous.Subtitle, true)])
        {
            AppendKey(svg, Style.Margin, end + (SvgText.PitchOf(Style.TextSize) / 2), KeyWidth, isPrevious);
            end = Math.Max(end + SvgText.PitchOf(Style.TextSize), AppendSubtitle(svg, subtitle, Style.Margin + KeyWidth + Style.Gap, end));
        }
        return end + (2 * Style.Gap);
    }

    private static double AppendSubtitle(StringBuilder svg, string text, double x, double top)
    {
        var subtitle = SvgText.Fit(text, Style.TextSize, Style.MaxTextWidth - x + Style.Margin, maxLines: 2);
        subtitle.AppendTo(svg, x, top, Style.Soft);
        return top + subtitle.Height;
    }

    /// <summary>Returns where the content ends.</summary>
    private double AppendContent(StringBuilder svg, double top)
    {
        if (Values.Count > 0)
            return AppendValues(svg, top);
        var sentence = SvgText.Fit(NoData, Style.TextSize, Style.MaxTextWidth);
        sentence.AppendTo(svg, Style.Margin, top, Style.Ink);
        return top + sentence.Height;
    }
}

/// <summary>A value of a chart.</summary>
/// <param name="Value">Zero or more: the length of a bar, the height of a line.</param>
/// <param name="ValueText">The value as people read it, with its unit.</param>
public sealed record ChartValue(string Label, decimal Value, string ValueText);

/// <summary>What values from one up to another mean.</summary>
public sealed record ChartBand(decimal From, decimal To, string Label);

/// <summary>The values that a chart compares with.</summary>
/// <param name="Subtitle">Their period.</param>
public sealed record PreviousValues(string Subtitle, IReadOnlyList<ChartValue> Values);

/// <summary>
/// Measures, in pixels, and colours of the charts: narrow enough to be read on a phone. On white both inks have at least 7:1, the colours
/// 5.2:1 and, the paler one, 3.1:1.
/// </summary>
internal static class Style
{
    public const double Width = 440, Margin = 16, Gap = 10, MaxTextWidth = Width - (2 * Margin);

    public const double TitleSize = 19, TextSize = 15;

    public const string Ink = "#1f2a30", Soft = "#4a5860", Paper = "#ffffff";

    // The blue of Okabe and Ito's palette for all kinds of colour vision, and the same paler.
    public const string Colour = "#0072B2", PaleColour = "#6699bb";

    public const string AxisColour = "#8a979e", GridColour = "#dfe4e7", BandColour = "#eef3f6";

    public const string FontFamily = "'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";
}
