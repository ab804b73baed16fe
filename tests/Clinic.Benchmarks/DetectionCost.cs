using System.Diagnostics;
using Clinic.Anonymization.Detection;
using Clinic.Core.Users;

namespace Clinic.Benchmarks;

/// <summary>A note has up to 20,000 characters and is whatever somebody writes: what it costs grows with its length and not with the square of it.</summary>
internal static class DetectionCost
{
    private const int Short = 5_000;
    private const int Times = 4;

    private static readonly KnownNames Known = KnownNames.Of(
        new MasterData { FirstName = "María de los Ángeles", FirstLastName = "O'Farrill", Cellphone = "1111111111", Email = "aaaaaa@example.org", Address = new Address("Calle de la Luz", ZipCode: "11111") },
        ["Juan de la Cruz"]);

    /// <summary>Texts of one piece again and again: the worst for a rule that looks for its end from every place.</summary>
    private static readonly string[] Pieces =
    [
        "a", "A", "1", "1 ", "1-", "12/12/", "a.", "a@", "a\u0301\u200b", "A1", "A-1/", "A. ", "de ", "De la ", "Juan ", "Hospital ", "uno, dos, ",
        "calle a ", "Calle A de ", "Calle 1 x ", "expediente A-", "María de los Ángeles, ", "arroba punto ", "a (a) ", "a . a @ ", "G ", "1    ",
        "90, ", "tiene 95 ", "noventa y ", "doble mil ciento ", "nació en el 29 ", "00:1B:", "0:", "#Guadalupe", "ene/1/", "uno de dos del ",
        "colonia de ", "１", "𝗚", "ﬃ", "DeLosÁngeles", "Angelse ",
    ];

    public static void Measure()
    {
        var growths = Pieces.Select(piece => (Piece: piece, Growth: Growth(piece))).OrderByDescending(measured => measured.Growth).ToList();
        foreach (var (piece, growth) in growths.Take(5))
            Console.WriteLine($"\"{piece}\": {growth:F1} times the time for {Times} times the text (its square would be {Times * Times})");
    }

    private static double Growth(string piece)
    {
        var (little, much) = (Repeated(piece, Short), Repeated(piece, Short * Times));
        Fastest(little);
        return Fastest(much) / Fastest(little);
    }

    private static string Repeated(string piece, int length) => string.Concat(Enumerable.Repeat(piece, length / piece.Length));

    /// <summary>The fastest of some runs is what the work itself costs, whatever else the machine does.</summary>
    private static double Fastest(string text)
    {
        var fastest = double.MaxValue;
        for (var run = 0; run < 7; run++)
        {
            var start = Stopwatch.GetTimestamp();
            OwnDetector.Detect(text, Known);
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return fastest;
    }
}
