using System.Globalization;
using System.IO.Compression;
using System.Text;
using Clinic.Core.Text;
using Xunit;

namespace Clinic.UnitTests.Text;

public sealed class CanonicalFormTests
{
    /// <summary>Why this type is there. Should the framework ever do it itself, the type can go.</summary>
    [Fact]
    public void The_frameworks_own_normalization_does_nothing_here() => Assert.Equal("e\u0301", "e\u0301".Normalize(NormalizationForm.FormC));

    /// <summary>Unicode's own conformance test, NormalizationTest.txt of version 17.0.0, all of its lines.</summary>
    [Fact]
    public void Unicodes_conformance_test_is_passed()
    {
        var lines = Lines().Where(line => line[0] != '@').Select(line => line.Split(';').Select(Text).ToArray()).ToList();

        Assert.True(lines.Count > 19_000);
        foreach (var columns in lines)
        {
            var (nfc, nfd, nfkc) = (columns[1], columns[2], columns[3]);
            Assert.All(columns[..3], column => Assert.Equal((nfc, nfd), (CanonicalForm.Composed(column), CanonicalForm.Decomposed(column))));
            Assert.All(columns[3..], column => Assert.Equal(nfkc, CanonicalForm.Composed(column)));
        }
    }

    /// <summary>The test's second part: what it does not list is its own form.</summary>
    [Fact]
    public void Every_other_character_stays_as_it_is()
    {
        var listed = Lines().SkipWhile(line => line != "@Part1").Skip(1).TakeWhile(line => line[0] != '@').Select(line => Text(line.Split(';')[0])).ToHashSet();

        for (var code = 0; code <= 0x10ffff; code++)
        {
            if (code is >= 0xd800 and <= 0xdfff || char.ConvertFromUtf32(code) is var character && listed.Contains(character))
                continue;
            Assert.Equal((character, character), (CanonicalForm.Composed(character), CanonicalForm.Decomposed(character)));
        }
    }

    /// <summary>Sorting the marks by exchanging neighbours would take minutes.</summary>
    [Fact]
    public void A_text_of_marks_alone_is_no_trap()
    {
        var marks = "e" + string.Concat(Enumerable.Repeat("\u0301\u0316", 100_000));

        Assert.Equal('é', CanonicalForm.Composed(marks)[0]);
        Assert.Equal(200_000, TextForm.Of(marks + "\u200d").Length);
    }

    private static string[] Lines()
    {
        using var resource = typeof(CanonicalFormTests).Assembly.GetManifestResourceStream("NormalizationTest.txt.gz")!;
        using var reader = new StreamReader(new GZipStream(resource, CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Text(string codes) =>
        string.Concat(codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(code => char.ConvertFromUtf32(int.Parse(code, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))));
}
