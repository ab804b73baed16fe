using System.Xml.Linq;
using Clinic.Core.Reports.Rendering;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Reports.Rendering;

/// <summary>What holds for every chart.</summary>
public sealed class ChartTests
{
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Samples => [.. ChartSamples.All.Keys];

    [Fact]
    public void Nothing_in_it_runs_or_is_loaded()
    {
        foreach (var element in ChartSamples.All.Values.SelectMany(chart => Parse(chart).DescendantsAndSelf()))
        {
            Assert.Contains(element.Name.LocalName, (string[])["svg", "title", "desc", "g", "rect", "path", "text"]);
            Assert.DoesNotContain(element.Attributes(), attribute => attribute.Name.LocalName is "href" or "style" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Text_has_at_least_the_contrast_of_4_5_to_1_and_what_is_drawn_3_to_1()
    {
        var colours = ChartSamples.All.Values.SelectMany(chart => Parse(chart).Descendants(svg + "text")).Select(text => text.Attribute("fill")!.Value).ToHashSet();

        Assert.NotEmpty(colours);
        Assert.All(colours, colour => Assert.True(1.05 / (Luminance(colour) + 0.05) >= 4.5, $"{colour} on white"));
        var drawn = ChartSamples.All.Values.SelectMany(chart => ChartGeometry.Drawn(Parse(chart))).ToHashSet();
        Assert.Equal(2, drawn.Count);
        Assert.All(drawn, colour => Assert.True(1.05 / (Luminance(colour) + 0.05) >= 3, $"{colour} on white"));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Nothing_overlaps_or_runs_out_of_the_picture(string sample) => ChartGeometry.Check(Parse(ChartSamples.All[sample]), sample);

    [Fact]
    public void Nothing_overlaps_whatever_the_labels_are()
    {
        for (var seed = 0; seed < 500; seed++)
            ChartGeometry.Check(Parse(ChartSamples.Random(seed)), $"seed {seed}");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Its_description_has_every_value(string sample)
    {
        var chart = ChartSamples.All[sample];
        var description = Parse(chart).Element(svg + "desc")!.Value;

        foreach (var value in chart.Values.Concat(chart.Previous?.Values ?? []))
            Assert.Contains(SvgText.Clean($"{value.Label} {value.ValueText}"), description, StringComparison.Ordinal);
    }

    private static XElement Parse(Chart chart) => XDocument.Parse(chart.Render()).Root!;

    // WCAG 2.2's relative luminance.
    private static double Luminance(string colour)
    {
        var parts = Convert.FromHexString(colour.AsSpan(1)).Select(part => part / 255d)
            .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }
}
