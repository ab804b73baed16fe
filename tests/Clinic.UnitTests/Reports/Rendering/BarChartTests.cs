using System.Globalization;
using System.Xml.Linq;
using Clinic.Core.Catalogue;
using Clinic.Core.Reports.Rendering;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Reports.Rendering;

public sealed class BarChartTests
{
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";

    private static readonly BarChart example = new("Sesiones por motivo", "noviembre de 2026", "Sesiones", [new("Duelo", 12, "12"), new("Ansiedad", 3, "3")]);

    [Fact]
    public void A_chart_is_a_standalone_picture_with_a_title_and_a_description()
    {
        var root = Parse(example);

        Assert.Equal(svg + "svg", root.Name);
        Assert.Equal("img", root.Attribute("role")?.Value);
        Assert.Equal("title desc", root.Attribute("aria-labelledby")?.Value);
        Assert.Equal($"0 0 {root.Attribute("width")?.Value} {root.Attribute("height")?.Value}", root.Attribute("viewBox")?.Value);
        Assert.Equal(("title", "Sesiones por motivo"), (root.Element(svg + "title")!.Attribute("id")?.Value, root.Element(svg + "title")?.Value));
        Assert.Equal(("desc", "noviembre de 2026. Sesiones: Duelo 12; Ansiedad 3."), (root.Element(svg + "desc")!.Attribute("id")?.Value, root.Element(svg + "desc")?.Value));
    }

    [Fact]
    public void Title_period_measure_labels_and_values_are_written() =>
        Assert.Equal(["Sesiones por motivo", "noviembre de 2026", "Sesiones", "Duelo", "12", "Ansiedad", "3"], Texts(Parse(example)));

    [Fact]
    public void Bars_are_as_long_as_their_values()
    {
        var (duelo, ansiedad) = (Length("Duelo", Parse(example)), Length("Ansiedad", Parse(example)));

        Assert.True(duelo > 300);
        Assert.Equal(duelo / 4, ansiedad, 0.02);
    }

    [Fact]
    public void What_is_more_than_nothing_can_be_seen_and_nothing_has_no_bar()
    {
        var root = Parse(example with { Values = [new("Todo", decimal.MaxValue, "todo"), new("Algo", 0.01m, "0.01"), new("Nada", 0, "0")] });

        Assert.Equal([2d, 0d], [Length("Algo", root), Length("Nada", root)]);
    }

    [Fact]
    public void Without_bars_it_says_so()
    {
        var root = Parse(example with { Values = [] });

        Assert.Equal(["Sesiones por motivo", "noviembre de 2026", "Sin datos en este periodo"], Texts(root));
        Assert.Equal("noviembre de 2026. Sin datos en este periodo.", root.Element(svg + "desc")?.Value);
    }

    [Fact]
    public void Every_motive_is_written_whole_with_its_value_as_its_rows_title()
    {
        var root = Parse(ChartSamples.All["motives"]);

        var titles = root.Descendants(svg + "g").Select(row => row.Element(svg + "title")!.Value).ToArray();
        Assert.Equal(33, titles.Length);
        Assert.Contains("Enfermedad crónico degenerativa: 3,300", titles);
        Assert.All(ClinicCatalogue.Motives.Values, motive => Assert.Contains(root.Descendants(svg + "g"), row => string.Join(' ', Texts(row)).StartsWith($"{motive} ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_label_that_does_not_fit_ends_in_an_ellipsis_and_is_whole_in_its_rows_title()
    {
        var label = string.Join(' ', Enumerable.Repeat("acompañamiento", 20));
        var row = Parse(example with { Values = [new(label, 1, "1")] }).Descendants(svg + "g").Single();

        Assert.Equal($"{label}: 1", row.Element(svg + "title")?.Value);
        Assert.Equal(3, Texts(row).Length);
        Assert.EndsWith("…", Texts(row)[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_period_before_is_a_paler_bar_below_with_its_own_value()
    {
        var root = Parse(example with { Previous = new("octubre de 2026", [new("Duelo", 6, "6"), new("Ansiedad", 0, "0")]) });

        Assert.Equal(["Sesiones por motivo", "noviembre de 2026", "octubre de 2026", "Sesiones", "Duelo", "12", "6", "Ansiedad", "3", "0"], Texts(root));
        var duelo = root.Descendants(svg + "g").First();
        Assert.Equal("Duelo: 12; antes 6", duelo.Element(svg + "title")?.Value);
        var (now, before) = (duelo.Elements(svg + "rect").First(), duelo.Elements(svg + "rect").Last());
        Assert.Equal(Width(now) / 2, Width(before), 0.02);
        Assert.True((double)now.Attribute("y")! < (double)before.Attribute("y")!);
        var keys = root.Elements(svg + "rect").Skip(1).ToList();
        Assert.Equal([now.Attribute("fill")!.Value, before.Attribute("fill")!.Value], keys.Select(key => key.Attribute("fill")!.Value));
        Assert.Equal("noviembre de 2026. Sesiones: Duelo 12; Ansiedad 3. Periodo anterior: octubre de 2026. Sesiones: Duelo 6; Ansiedad 0.", root.Element(svg + "desc")?.Value);
    }

    [Fact]
    public void Text_is_escaped_and_what_XML_forbids_or_disturbs_the_lines_is_left_out()
    {
        var root = Parse(example with { Title = "<b>&\"'\0\u0008\uFFFF\uD800 fin", Values = [new("]]> \u202E<script>\u0301\u0301\u0301", 1, "1\n2")] });

        Assert.Equal("<b>&\"'\uFFFD fin", root.Element(svg + "title")?.Value);
        Assert.Equal("]]> <script>\u0301\u0301: 1 2", root.Descendants(svg + "g").Single().Element(svg + "title")?.Value);
        Assert.Empty(root.Descendants(svg + "b").Concat(root.Descendants(svg + "script")));
    }

    private static XElement Parse(Chart chart) => XDocument.Parse(chart.Render()).Root!;

    private static string[] Texts(XElement part) => [.. part.Descendants(svg + "text").Select(text => text.Value)];

    private static double Length(string label, XElement root)
    {
        var row = root.Descendants(svg + "g").Single(row => row.Element(svg + "text")?.Value == label);
        return Width(row.Element(svg + "rect")!);
    }

    private static double Width(XElement bar) => double.Parse(bar.Attribute("width")!.Value, CultureInfo.InvariantCulture);
}
