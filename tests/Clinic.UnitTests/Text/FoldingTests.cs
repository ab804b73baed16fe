using Clinic.Core.Text;
using Xunit;

namespace Clinic.UnitTests.Text;

public sealed class FoldingTests
{
    [Theory]
    [InlineData("Muñoz", "munoz")]
    [InlineData("MUÑOZ", "munoz")]
    [InlineData("Ávila", "avila")]
    [InlineData("Güemes", "guemes")]
    [InlineData("Íñigo", "inigo")]
    [InlineData("O'Farrill", "o'farrill")]
    [InlineData("Núñez-Peña", "nunez-pena")]
    [InlineData("Çelik", "celik")]
    [InlineData("Łukasz Żak", "lukasz zak")]
    [InlineData("  De   la \t Cruz ", "de la cruz")]
    [InlineData("Mun\u0303oz", "munoz")]
    [InlineData("Go\u0301mez", "gomez")]
    [InlineData("a\u00a0b", "a b")]
    [InlineData("", "")]
    [InlineData("   ", "")]
    [InlineData("Ωmega 7", "ωmega 7")]
    [InlineData("Æ ß 😀", "æ ß 😀")]
    [InlineData("O’Farrill", "o'farrill")]
    [InlineData("Núñez–Peña", "nunez-pena")]
    [InlineData("«Nena»", "\"nena\"")]
    [InlineData("Nguyễn Ǹ Łódź", "nguyen n lodz")]
    public void Text_is_folded(string text, string folded) => Assert.Equal(folded, Folding.Fold(text));

    [Fact]
    public void Composed_and_combining_accents_fold_alike()
    {
        const string Composed = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿ";
        foreach (var letter in Composed)
            Assert.Matches("^[a-z]$", Folding.Fold(letter.ToString()));
    }

    [Fact]
    public void Folding_twice_is_folding_once()
    {
        const string Name = " Iñigo  O'Farrill-Ávila ";

        Assert.Equal(Folding.Fold(Name), Folding.Fold(Folding.Fold(Name)));
    }
}
