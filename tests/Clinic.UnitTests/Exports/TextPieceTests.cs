using System.Text;
using Clinic.Anonymization.Detection;
using Xunit;

namespace Clinic.UnitTests.Exports;

public sealed class TextPieceTests
{
    [Theory]
    [InlineData("Corto.", 100, "Corto.")]
    [InlineData("Uno dos. Tres cuatro. Cinco seis.", 22, "Uno dos. Tres cuatro. |Cinco seis.")]
    [InlineData("¿Uno? ¡Dos! Tres", 14, "¿Uno? ¡Dos! |Tres")]
    [InlineData("Uno\nDos\nTres", 8, "Uno\nDos\n|Tres")]
    [InlineData("Dijo «ya.» Y se fue", 13, "Dijo «ya.» |Y se fue")]
    [InlineData("sin puntos ni nada", 12, "sin puntos |ni nada")]
    [InlineData("sinblancos", 4, "sinb|lanc|os")]
    [InlineData("ñññ", 4, "ññ|ñ")]
    [InlineData("😀😀", 7, "😀|😀")]
    [InlineData("a 3.5 por 1.000 b", 9, "a 3.5 |por |1.000 b")]
    public void A_text_is_cut_behind_sentences_words_or_characters(string text, int mostBytes, string expected)
    {
        var pieces = TextPiece.Of(text, mostBytes).ToList();

        Assert.Equal(expected, string.Join('|', pieces.Select(piece => piece.Text)));
        Assert.All(pieces, piece => Assert.True(Encoding.UTF8.GetByteCount(piece.Text) <= mostBytes));
        Assert.All(pieces, piece => Assert.Equal(piece.Text, text.Substring(piece.Start, piece.Text.Length)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public void A_blank_text_has_no_pieces(string text) => Assert.Empty(TextPiece.Of(text, 100));
}
