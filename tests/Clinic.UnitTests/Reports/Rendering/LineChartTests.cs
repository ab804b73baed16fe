using System.Globalization;
using System.Xml.Linq;
using Clinic.Core.Reports.Rendering;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Reports.Rendering;

public sealed class LineChartTests
{
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";

    private static readonly LineChart example = new(
        "Sesiones por mes", "2026-09-01 a 2026-11-30", "Sesiones", [new("2026-09", 10, "10"), new("2026-10", 0, "0"), new("2026-11", 5, "5")]);

    private static readonly PreviousValues before = new("2026-06-02 a 2026-08-31", [new("2026-06", 4, "4"), new("2026-07", 20, "20"), new("2026-08", 1, "1")]);

    [Fact]
    public void Title_period_measure_axes_and_labels_are_written() =>
        Assert.Equal(["Sesiones por mes", "2026-09-01 a 2026-11-30", "Sesiones", "0", "2", "4", "6", "8", "10", "2026-09", "2026-10", "2026-11"], Texts(example));

    [Fact]
    public void The_line_is_as_high_as_its_values()
    {
        var points = ChartGeometry.PointsOf(Lines(example).Single()).ToList();
        var (top, bottom) = (GridLine(example, last: true), GridLine(example, last: false));

        Assert.Equal([top, bottom, (top + bottom) / 2], points.Select(point => point.Y));
        Assert.Equal(points[1].X - points[0].X, points[2].X - points[1].X, 0.02);
    }

    [Fact]
    public void The_period_before_is_a_paler_broken_line_on_the_same_axes()
    {
        var chart = example with { Previous = before };
        var lines = Lines(chart);

        Assert.Equal(2, lines.Count);
        var (now, previous) = (lines[0], lines[1]);
        Assert.Equal((Style.Colour, null), (now.Attribute("stroke")?.Value, now.Attribute("stroke-dasharray")?.Value));
        Assert.Equal((Style.PaleColour, "5 4"), (previous.Attribute("stroke")?.Value, previous.Attribute("stroke-dasharray")?.Value));
        Assert.Equal(ChartGeometry.PointsOf(now).Select(point => point.X), ChartGeometry.PointsOf(previous).Select(point => point.X));
        Assert.Equal(GridLine(chart, last: true), ChartGeometry.PointsOf(previous).Min(point => point.Y));
        Assert.Equal(["2026-09: 10; antes 2026-06: 4", "2026-10: 0; antes 2026-07: 20", "2026-11: 5; antes 2026-08: 1"], Titles(chart));
        Assert.Equal(
            "2026-09-01 a 2026-11-30. Sesiones: 2026-09 10; 2026-10 0; 2026-11 5. Periodo anterior: 2026-06-02 a 2026-08-31. Sesiones: 2026-06 4; 2026-07 20; 2026-08 1.",
            Parse(chart).Element(svg + "desc")?.Value);
    }

    [Fact]
    public void A_period_before_of_more_values_has_places_of_its_own_at_the_end()
    {
        var chart = example with { Values = [.. example.Values.Take(2)], Previous = before };

        Assert.Equal(["2026-09: 10; antes 2026-06: 4", "2026-10: 0; antes 2026-07: 20", "2026-08: 1"], Titles(chart));
        Assert.Equal([2, 3], Lines(chart).Select(line => ChartGeometry.PointsOf(line).Count()));
    }

    [Theory]
    [InlineData(0, "0, 1")]
    [InlineData(1, "0, 1")]
    [InlineData(3, "0, 1, 2, 3")]
    [InlineData(6, "0, 2, 4, 6")]
    [InlineData(11, "0, 5, 10, 15")]
    [InlineData(26, "0, 10, 20, 30")]
    [InlineData(100, "0, 20, 40, 60, 80, 100")]
    [InlineData(101, "0, 50, 100, 150")]
    [InlineData(0.4, "0, 1")]
    [InlineData(48250.5, "0, 10,000, 20,000, 30,000, 40,000, 50,000")]
    public void The_axis_has_at_most_five_whole_steps(double largest, string ticks)
    {
        var chart = example with { Values = [new("2026-11", (decimal)largest, "x")] };

        Assert.Equal(ticks, string.Join(", ", Texts(chart).SkipLast(1).Skip(3)));
    }

    [Fact]
    public void A_single_value_is_a_dot_in_the_middle_and_a_year_of_days_is_a_line_without_dots()
    {
        Assert.Matches(@"^M\d+(\.\d+)? \d+(\.\d+)?h0$", Dots(ChartSamples.All["a day"]).Single());
        Assert.Equal(2, Dots(ChartSamples.All["four weeks of days"]).Count);
        Assert.Empty(Dots(ChartSamples.All["a year of days"]));
    }

    [Theory]
    [InlineData("a week", 3)]
    [InlineData("four weeks of days", 10)]
    [InlineData("a year of days", 122)]
    [InlineData("five years of days", 609)]
    [InlineData("a year of weeks", 15)]
    public void Labels_stand_the_same_number_of_values_apart(string sample, int apart)
    {
        var chart = ChartSamples.All[sample];
        var labels = chart.Values.Select(value => value.Label).ToList();

        var shown = Texts(chart).Where(labels.Contains).Select(label => labels.IndexOf(label)).ToList();

        Assert.Equal(Enumerable.Range(0, shown.Count).Select(index => index * apart), shown);
        Assert.InRange(shown.Count, 3, 5);
    }

    [Fact]
    public void Every_day_of_a_year_has_its_title() => Assert.Equal(364, Titles(ChartSamples.All["a year of days"]).Length);

    [Fact]
    public void The_label_of_a_band_is_whole_on_lines_of_whole_words_and_within_its_band()
    {
        var chart = (LineChart)ChartSamples.All["grades"];
        var texts = Parse(chart).Elements(svg + "text").ToList();
        var labels = texts[^(texts.Count - 3)..].Where(text => text.Attribute("text-anchor") is null).Select(text => text.Value).ToList();

        Assert.Equal(["Mínima", "Leve", "Moderada", "Moderadamente", "grave", "Grave"], labels);
        var stripe = Parse(chart).Elements(svg + "path").Single(path => path.Element(svg + "title")?.Value is "Moderadamente grave").Attribute("d")!.Value.Split(' ', 'H', 'V', 'Z');
        var (bottom, top) = (double.Parse(stripe[1], CultureInfo.InvariantCulture), double.Parse(stripe[3], CultureInfo.InvariantCulture));
        Assert.True(bottom - top >= 2 * SvgText.PitchOf(Style.TextSize));
        Assert.All(
            texts.Where(text => text.Value is "Moderadamente" or "grave"),
            text => Assert.InRange(double.Parse(text.Attribute("y")!.Value, CultureInfo.InvariantCulture), top, bottom));
    }

    [Fact]
    public void A_label_that_is_too_long_is_cut_and_one_whose_band_is_too_narrow_left_out_but_both_are_told()
    {
        var chart = (LineChart)ChartSamples.All["long grades"];
        var texts = Texts(chart);

        Assert.DoesNotContain("Sin síntomas", texts);
        Assert.Contains("Extremadamente", texts);
        Assert.Contains(texts, text => text.StartsWith('W') && text.EndsWith('…'));
        Assert.Equal(chart.Bands.Select(band => band.Label), Parse(chart).Elements(svg + "path").Elements(svg + "title").Select(title => title.Value));
    }

    private static XElement Parse(Chart chart) => XDocument.Parse(chart.Render()).Root!;

    private static string[] Texts(Chart chart) => [.. Parse(chart).Descendants(svg + "text").Select(text => text.Value)];

    private static string[] Titles(Chart chart) => [.. Parse(chart).Element(svg + "g")!.Descendants(svg + "title").Select(title => title.Value)];

    private static List<XElement> Lines(Chart chart) =>
        [.. Parse(chart).Elements(svg + "path").Where(path => path.Attribute("fill")?.Value == "none" && !path.Attribute("d")!.Value.Contains('H', StringComparison.Ordinal))];

    private static List<string> Dots(Chart chart) => [.. Parse(chart).Elements(svg + "path").Where(path => path.Attribute("stroke-linecap") is not null).Select(path => path.Attribute("d")!.Value)];

    private static double GridLine(Chart chart, bool last)
    {
        var lines = Parse(chart).Elements(svg + "path").Where(path => path.Attribute("stroke")?.Value is Style.AxisColour or Style.GridColour && path.Attribute("d")!.Value.Contains('H', StringComparison.Ordinal)).ToList();
        return double.Parse((last ? lines[^1] : lines[0]).Attribute("d")!.Value.Split(' ', 'H')[1], CultureInfo.InvariantCulture);
    }
}
