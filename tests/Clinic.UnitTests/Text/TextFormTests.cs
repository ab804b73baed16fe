using System.Text;
using Clinic.Core.Text;
using Xunit;

namespace Clinic.UnitTests.Text;

public sealed class TextFormTests
{
    [Theory]
    [InlineData("Ana", "Ana")]
    [InlineData("Meditacio\u0301n", "Meditación")]
    [InlineData("A\u030angstro\u0308m", "Ångström")]
    [InlineData("\u212b", "Å")]
    [InlineData("An\u200ba", "Ana")]
    [InlineData("\ufeffAna", "Ana")]
    [InlineData("Ana\u00ad", "Ana")]
    [InlineData("\u202eanA\u202c", "anA")]
    [InlineData("a\u2066b\u2069c\u200e\u200f\u061c", "abc")]
    [InlineData("An\u200da\u200c", "Ana")]
    [InlineData("e\u200d\u0301", "é")]
    [InlineData("Ana\u3164Luz\u115f", "AnaLuz")]
    [InlineData("a\U000e0041\U000e0042", "a")]
    [InlineData("a\u2800b", "a\u2800b")]
    public void Text_is_composed_and_loses_what_nobody_sees(string text, string form) => Assert.Equal(form, TextForm.Of(text));

    /// <summary>Joiners, selectors and tags that change what is seen.</summary>
    [Theory]
    [InlineData("👩\u200d👩\u200d👧")]
    [InlineData("👩🏽\u200d⚕\ufe0f")]
    [InlineData("🏳\ufe0f\u200d🌈")]
    [InlineData("❤\ufe0f 1\ufe0f\u20e3")]
    [InlineData("\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f")]
    [InlineData("می\u200cخواهم")]
    [InlineData("क्\u200dष")]
    [InlineData("葛\U000e0100城")]
    public void What_shapes_its_neighbours_stays(string text) => Assert.Equal(text, TextForm.Of(text));

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n\u00a0\u3000")]
    [InlineData("\u200b")]
    [InlineData("\u2800")]
    [InlineData("\ufeff\ufeff")]
    [InlineData("\u00ad")]
    [InlineData("\u3164")]
    [InlineData("\u115f\u1160")]
    [InlineData("\uffa0")]
    [InlineData("\u202e \u202c")]
    [InlineData("\u0301")]
    [InlineData("\u200d\u200c")]
    [InlineData("\ufe0f")]
    [InlineData("\u0903")]
    [InlineData("\u20dd")]
    [InlineData("\u2028")]
    [InlineData("\u0000")]
    [InlineData("\ufff9")]
    [InlineData("\ufffc")]
    [InlineData("\uffff")]
    [InlineData("\ue000")]
    [InlineData("\U000e0041")]
    [InlineData("\U00013441\U00013442")]
    [InlineData("\U0001d159")]
    [InlineData("\u180e\u17b4\u034f")]
    public void Some_text_shows_nothing_and_is_left_for_its_rule_to_refuse(string text)
    {
        Assert.False(TextForm.Shows(text));
        Assert.False(TextForm.Shows(TextForm.Of(text)));
        Assert.Equal(text.Length == 0, TextForm.Of(text).Length == 0);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("\u0301a")]
    [InlineData(".")]
    [InlineData("7")]
    [InlineData("中")]
    [InlineData("😀")]
    [InlineData("\u200b\u00ad€")]
    [InlineData("\U0001facd")] // newer than the framework's tables
    public void Other_text_shows_something(string text) => Assert.True(TextForm.Shows(text));

    [Theory]
    [InlineData("", 0)]
    [InlineData("ñ", 1)]
    [InlineData("😀中a", 3)]
    [InlineData("👩\u200d👧", 3)]
    public void A_length_is_in_code_points(string text, int length) => Assert.Equal(length, TextForm.LengthOf(text));

    /// <summary>Whatever is written: the form is a form, shows what the text shows, and never gets longer by more than composing does.</summary>
    [Fact]
    public void Taking_twice_is_taking_once()
    {
        var random = new Random(20261128);
        int[] interesting =
        [
            'a', 'e', 'o', ' ', '\n', 'é', 0x300, 0x301, 0x316, 0x327, 0x1eb7, 0x200b, 0x200c, 0x200d, 0xfe0f, 0xfe0e, 0xad, 0x202e, 0x2066, 0xfeff, 0x34f, 0x1f469, 0x2764, 0x1f3f4,
            0xe0067, 0xe007f, 0xe0100, 0x915, 0x94d, 0x647, 0x1100, 0x1161, 0x11a8, 0xac00, 0x115f, 0x3164, 0x2800, 0x0344, 0x212b, 0xfb1d, 0x1d15e, 0x0f73,
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => char.ConvertFromUtf32(interesting[random.Next(interesting.Length)])));
            var form = TextForm.Of(text);

            Assert.Equal(form, TextForm.Of(form));
            Assert.Equal(form, CanonicalForm.Composed(form));
            Assert.Equal(TextForm.Shows(text), TextForm.Shows(form));
            Assert.Equal(form, TextForm.Of(CanonicalForm.Decomposed(text)));
            Assert.Equal(form, TextForm.Of(CanonicalForm.Composed(text)));
        }
    }

    [Fact]
    public void Text_that_is_in_its_form_is_not_written_anew()
    {
        foreach (var text in (string[])["plain", "Íñigo Núñez", "中文 😀", new StringBuilder().Append('ñ', 20_000).ToString()])
            Assert.Same(text, TextForm.Of(text));
    }
}
