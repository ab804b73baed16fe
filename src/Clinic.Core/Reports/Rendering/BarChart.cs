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
