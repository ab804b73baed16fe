using System.Globalization;
using System.Xml.Linq;
using Clinic.Core.Reports.Rendering;
using Xunit;

namespace Clinic.UnitTests.Reports.Rendering;

/// <summary>The places that a chart's texts, bars and lines take at most, held against each other and the picture's edges.</summary>
internal static class ChartGeometry
{
    // How far the usual fonts reach above and below the line.
    private const double Ascent = 1.05, Descent = 0.3;

    public static void Check(XElement svg, string name)
    {
        var (width, height) = (Number(svg, "width"), Number(svg, "height"));
        var boxes = svg.Descendants().Select(Box.Of).OfType<Box>().ToArray();

        Assert.NotEmpty(boxes);
        Assert.All(boxes, box => Assert.True(
            box is { Left: >= 0, Top: >= 0 } && box.Right <= width && box.Bottom <= height, $"{name}: {box} runs out of {width} × {height}"));
        foreach (var (index, box) in boxes.Index())
            Assert.All(boxes.Skip(index + 1), other => Assert.False(box.Overlaps(other), $"{name}: {box} overlaps {other}"));
        foreach (var point in svg.Elements().SelectMany(LineOf))
            Assert.All(boxes, box => Assert.False(box.Overlaps(point), $"{name}: the line runs through {box}"));
        Assert.All(svg.Elements().SelectMany(LineOf), point => Assert.True(point is { Left: >= 0, Top: >= 0 } && point.Right <= width && point.Bottom <= height, $"{name}: {point} runs out"));
    }

    /// <summary>The colours of bars and lines.</summary>
    public static IEnumerable<string> Drawn(XElement svg) => svg.Descendants()
        .Select(element => element.Name.LocalName == "rect" && element.Attribute("x") is not null ? element.Attribute("fill")! : element.Attribute("fill")?.Value == "none" ? element.Attribute("stroke")! : null)
        .OfType<XAttribute>()
        .Select(colour => colour.Value);

    /// <summary>The points of a line of values, as small boxes.</summary>
    public static IEnumerable<(double X, double Y)> PointsOf(XElement line) => line.Attribute("d")!.Value[1..].Split('L')
        .Select(point => point.Split(' ')).Select(point => (double.Parse(point[0], CultureInfo.InvariantCulture), double.Parse(point[1], CultureInfo.InvariantCulture)));

    private static IEnumerable<Box> LineOf(XElement element) => element.Attribute("fill")?.Value == "none" && !element.Attribute("d")!.Value.Contains('H', StringComparison.Ordinal)
        ? PointsOf(element).Select(point => new Box("point", point.X - 1, point.Y - 1, point.X + 1, point.Y + 1))
        : [];

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private sealed record Box(string What, double Left, double Top, double Right, double Bottom)
    {
        public static Box? Of(XElement element) => element.Name.LocalName switch
        {
            "text" => OfText(element),
            "rect" when element.Attribute("x") is not null => new(
                "bar", Number(element, "x"), Number(element, "y"), Number(element, "x") + Number(element, "width"), Number(element, "y") + Number(element, "height")),
            _ => null,
        };

        public bool Overlaps(Box other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

        private static Box OfText(XElement text)
        {
            var (x, y, size) = (Number(text, "x"), Number(text, "y"), Number(text, "font-size"));
            var width = TextWidth.Of(text.Value, size, text.Attribute("font-weight")?.Value == "600");
            var left = x - (text.Attribute("text-anchor")?.Value switch { "middle" => width / 2, "end" => width, _ => 0 });
            return new(text.Value, left, y - (Ascent * size), left + width, y + (Descent * size));
        }
    }
}
