using System.Diagnostics;
using Clinic.Anonymization.Detection;
using Clinic.Core.Users;
using Xunit;

namespace Clinic.UnitTests.Exports;

/// <summary>A note has up to 20,000 characters and is whatever somebody writes: what it costs grows with its length and not with the square of it.</summary>
public sealed class DetectionCostTests
{
    private const int Short = 5_000;
    private const int Times = 4;

    /// <summary>Between what is in proportion and what is its square: 4 and 16.</summary>
    private const double MostGrowth = 9;

    private static readonly KnownNames Known = KnownNames.Of(
        new MasterData { FirstName = "María de los Ángeles", FirstLastName = "O'Farrill", Cellphone = "1111111111", Email = "aaaaaa@example.org", Address = new Address("Calle de la Luz", ZipCode: "11111") },
        ["Juan de la Cruz"]);

    [Theory]
    [InlineData("a")]
    [InlineData("A")]
    [InlineData("1")]
    [InlineData("1 ")]
    [InlineData("1-")]
    [InlineData("12/12/")]
    [InlineData("a.")]
    [InlineData("a@")]
    [InlineData("a\u0301\u200b")]
    [InlineData("A1")]
    [InlineData("A-1/")]
    [InlineData("A. ")]
    [InlineData("de ")]
    [InlineData("De la ")]
    [InlineData("Juan ")]
    [InlineData("Hospital ")]
    [InlineData("uno, dos, ")]
    [InlineData("calle a ")]
    [InlineData("Calle A de ")]
    [InlineData("Calle 1 x ")]
    [InlineData("expediente A-")]
    [InlineData("María de los Ángeles, ")]
    [InlineData("arroba punto ")]
    [InlineData("a (a) ")]
    [InlineData("a . a @ ")]
    [InlineData("G ")]
    [InlineData("1    ")]
    [InlineData("90, ")]
    [InlineData("tiene 95 ")]
    [InlineData("noventa y ")]
    [InlineData("doble mil ciento ")]
    [InlineData("nació en el 29 ")]
    [InlineData("00:1B:")]
    [InlineData("0:")]
    [InlineData("#Guadalupe")]
    [InlineData("ene/1/")]
    [InlineData("uno de dos del ")]
    [InlineData("colonia de ")]
    [InlineData("１")]
    [InlineData("𝗚")]
    [InlineData("ﬃ")]
    [InlineData("DeLosÁngeles")]
    [InlineData("Angelse ")]
    public void Four_times_the_text_costs_about_four_times_as_much(string piece)
    {
        var (little, much) = (Repeated(piece, Short), Repeated(piece, Short * Times));
        Fastest(little);

        // Whatever else the machine does makes one measure too large; a square is too large in all of them.
        var growth = double.MaxValue;
        for (var round = 0; round < 5 && growth >= MostGrowth; round++)
            growth = Math.Min(growth, Fastest(much) / Fastest(little));

        Assert.True(growth < MostGrowth, $"{growth:F1} times as much");
    }

    private static string Repeated(string piece, int length) => string.Concat(Enumerable.Repeat(piece, length / piece.Length));

    /// <summary>The fastest of some runs is what the work itself costs, whatever else the machine does.</summary>
    private static double Fastest(string text)
    {
        var fastest = double.MaxValue;
        for (var run = 0; run < 3; run++)
        {
            var start = Stopwatch.GetTimestamp();
            OwnDetector.Detect(text, Known);
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return fastest;
    }
}
