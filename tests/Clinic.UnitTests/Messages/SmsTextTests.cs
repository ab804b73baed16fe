using Clinic.Core.Messages;
using Xunit;

namespace Clinic.UnitTests.Messages;

public sealed class SmsTextTests
{
    [Theory]
    [InlineData("Cita: mié 3 dic, 9:00. ¿Viene? ¡Gracias, Sr. Muñoz!", true)]
    [InlineData("10 € [1] {2} ~ ^ \\ |", true)]
    [InlineData("àèìòù äöñü Å É Ç £ ¥ § ¤", true)]
    [InlineData("Lucía", false)]
    [InlineData("sábado, jalón, último", false)]
    [InlineData("ç", false)]
    [InlineData("“comillas”", false)]
    [InlineData("😀", false)]
    public void The_default_alphabet_has_some_accents_and_not_others(string text, bool isGsm7) => Assert.Equal(isGsm7, SmsText.IsGsm7(text));

    [Theory]
    [InlineData("x", 0, 1)]
    [InlineData("x", 160, 1)]
    [InlineData("x", 161, 2)]
    [InlineData("x", 306, 2)]
    [InlineData("x", 307, 3)]
    [InlineData("€", 80, 1)]
    [InlineData("€", 81, 2)]
    [InlineData("€", 152, 2)] // 76 in each: half of the last place is left empty
    [InlineData("€", 153, 3)]
    [InlineData("á", 70, 1)]
    [InlineData("á", 71, 2)]
    [InlineData("á", 134, 2)]
    [InlineData("á", 135, 3)]
    [InlineData("😀", 35, 1)]
    [InlineData("😀", 36, 2)]
    [InlineData("😀", 66, 2)] // 33 in each
    [InlineData("😀", 67, 3)]
    public void A_text_has_as_many_segments_as_its_alphabet_needs(string letter, int times, int segments) =>
        Assert.Equal(segments, SmsText.Segments(string.Concat(Enumerable.Repeat(letter, times))));
}
