using System.Globalization;

namespace Clinic.Simulation;

/// <summary>The time of a session over the sessions a second, as SVG, the time on a logarithmic scale.</summary>
internal static class Chart
{
    private const double Left = 64, Right = 560, Top = 56, Bottom = 336, Fastest = 0.01, Slowest = 100, Most = 640;

    public static string Draw(IReadOnlyList<(double PerSecond, Outcome Outcome)> points) => string.Join('\n',
    [
        """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 400" width="680" height="400" font-family="Verdana, DejaVu Sans, sans-serif" font-size="12" fill="#333">""",
        """<title>How long it takes to write a session, over the sessions that one clinic writes in a second</title>""",
        """<rect width="680" height="400" fill="#fff"/>""",
        """<text x="64" y="24" font-size="15" font-weight="bold">How long a session takes to write</text>""",
        """<text x="64" y="42">One clinic, all sessions on one day; simulated, see scale.md</text>""",
        .. new[] { (0.01, "10 ms"), (0.1, "0.1 s"), (1, "1 s"), (10, "10 s"), (100, "100 s") }.Select(mark => Line(Left, Y(mark.Item1), Right, Y(mark.Item1), "#ddd") + Text(Left - 8, Y(mark.Item1) + 4, "end", mark.Item2)),
        .. Enumerable.Range(0, 9).Select(eighty => Line(X(80 * eighty), Bottom, X(80 * eighty), Bottom + 5, "#888") + Text(X(80 * eighty), Bottom + 20, "middle", (80 * eighty).ToString(CultureInfo.InvariantCulture))),
        Text((Left + Right) / 2, Bottom + 44, "middle", "sessions a second"),
        Line(X(50), Top, X(50), Bottom, "#b5651d", " stroke-dasharray=\"4 4\"") + Text(X(50) + 6, Top + 14, "start", "WriteRate, the throttle"),
        Curve(points, 0.5, "#2a6f97", "half are faster"),
        Curve(points, 0.99, "#9b2226", "1 in 100 is slower"),
        "</svg>",
        "",
    ]);

    private static string Curve(IReadOnlyList<(double PerSecond, Outcome Outcome)> points, double share, string colour, string name)
    {
        var drawn = points.Select(point => (X: X(point.PerSecond), Y: Y(point.Outcome.Percentile(share)))).ToList();
        var path = string.Join(' ', drawn.Select(point => $"{Number(point.X)},{Number(point.Y)}"));
        return $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>"
            + $"<text x=\"{Number(drawn[^1].X + 8)}\" y=\"{Number(drawn[^1].Y + 4)}\" fill=\"{colour}\">{name}</text>";
    }

    private static double X(double perSecond) => Left + (Right - Left) * perSecond / Most;

    private static double Y(double seconds) => Bottom - (Bottom - Top) * Math.Log10(seconds / Fastest) / Math.Log10(Slowest / Fastest);

    private static string Line(double x1, double y1, double x2, double y2, string colour, string style = "") =>
        $"<line x1=\"{Number(x1)}\" y1=\"{Number(y1)}\" x2=\"{Number(x2)}\" y2=\"{Number(y2)}\" stroke=\"{colour}\"{style}/>";

    private static string Text(double x, double y, string anchor, string text) => $"<text x=\"{Number(x)}\" y=\"{Number(y)}\" text-anchor=\"{anchor}\">{text}</text>";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
