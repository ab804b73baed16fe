using System.Xml.Linq;
using Clinic.Core.Care;
using Xunit;

namespace Clinic.UnitTests.Care;

public sealed class AssessmentTrendTests
{
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData("phq-9")]
    [InlineData("gad-7")]
    public void Every_level_of_a_shipped_instrument_can_be_read_in_the_chart(string id)
    {
        var instrument = Definitions.Shipped(id);
        var answers = instrument.Items.ToDictionary(item => item.Id!, _ => 1);
        var trend = new AssessmentTrend(instrument, [.. Enumerable.Range(1, 6).Select(month => Assessment(instrument, answers, new DateTimeOffset(2026, month, 3, 17, 0, 0, TimeSpan.Zero)))]);

        var drawn = string.Join(' ', XDocument.Parse(trend.Table.ToSvg()).Descendants(svg + "text").Select(text => text.Value));

        Assert.All(instrument.Bands, band => Assert.Contains(band.Label!, drawn, StringComparison.Ordinal));
        Assert.DoesNotContain("…", drawn, StringComparison.Ordinal);
    }

    private static Assessment Assessment(Instrument instrument, IReadOnlyDictionary<string, int> answers, DateTimeOffset at) =>
        new("patient", $"{at:O}", instrument.Id, instrument.Version, at, answers, Scoring.Of(instrument, answers), "thanatologist", null, at);
}
