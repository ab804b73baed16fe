using Clinic.Core.Errors;
using Xunit;

namespace Clinic.UnitTests.Errors;

public sealed class LanguagesTests
{
    [Theory]
    [InlineData("es", "es", "es")]
    [InlineData("en", "en", "en")]
    [InlineData("EN-us", "en", "en")]
    [InlineData("es-MX", "es", "es")]
    [InlineData("en;q=0.8, es;q=0.9", "es", "es")]
    [InlineData("es;q=0.8,en;q=0.801", "en", "en")]
    [InlineData("de, en;q=0.5, es;q=0.1", "en", "en")]
    [InlineData("en-GB;q=0.2, en;q=0.9, es;q=0.5", "en", "en")]
    [InlineData("en ; q=0.9 , es ;q=0.3", "en", "en")]
    [InlineData("*;q=0.5, en", "en", "en")]
    [InlineData("es, *;q=0.1", "es", "es")]
    [InlineData("en;q=0.5, *", "es", "es")]
    [InlineData("en;q=0, *", "es", "es")]
    [InlineData("*, es;q=0", "en", "en")]
    [InlineData("en, es;q=1.5", "en", "en")] // no weight is over 1: the range is nonsense
    [InlineData("en;q=0.1, es;q=x", "en", "en")]
    [InlineData("!, en;q=0.001", "en", "en")]
    // The preset language, whichever it is:
    [InlineData(null, "es", "en")]
    [InlineData("", "es", "en")]
    [InlineData("*", "es", "en")]
    [InlineData("*;q=0", "es", "en")]
    [InlineData("es, en", "es", "en")]
    [InlineData("en;q=0.7, es;q=0.7", "es", "en")]
    [InlineData("en;q=0, es;q=0", "es", "en")]
    [InlineData("en;q=0", "es", "en")]
    [InlineData("fr, de;q=0.5", "es", "en")]
    [InlineData("fr, *;q=0.5", "es", "en")]
    [InlineData("english", "es", "en")]
    [InlineData("e n", "es", "en")]
    [InlineData(";;;,,q=1", "es", "en")]
    [InlineData("en;q=-1", "es", "en")]
    [InlineData("en;level=1", "es", "en")]
    public void The_language_with_the_greatest_weight_is_chosen(string? acceptLanguage, string withSpanish, string withEnglish)
    {
        Assert.Equal(withSpanish, Languages.Choose(acceptLanguage, Language.Spanish).Tag());
        Assert.Equal(withEnglish, Languages.Choose(acceptLanguage, Language.English).Tag());
    }

    [Fact]
    public void A_language_is_known_by_its_tag() => Assert.All(Languages.All, language => Assert.Equal(language, Languages.Parse(language.Tag())));
}
