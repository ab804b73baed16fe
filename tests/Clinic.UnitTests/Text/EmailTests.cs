using Clinic.Core.Text;
using Xunit;

namespace Clinic.UnitTests.Text;

public sealed class EmailTests
{
    [Theory]
    [InlineData("a@b.mx")]
    [InlineData("Itzel.Munoz@Example.ORG")]
    [InlineData("itzel+clinic@example.co.uk")]
    [InlineData("o'farrill@example.org")]
    [InlineData("_x-1@xn--muoz-hqa.mx")]
    [InlineData(" itzel@example.org ")]
    [InlineData("1@2.3c")]
    public void An_address_is_taken(string address) => Assert.True(TextRules.IsEmail(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("itzel")]
    [InlineData("@example.org")]
    [InlineData("itzel@")]
    [InlineData("itzel@localhost")]
    [InlineData("itzel@@example.org")]
    [InlineData("itzel@exa mple.org")]
    [InlineData("it zel@example.org")]
    [InlineData(".itzel@example.org")]
    [InlineData("itzel.@example.org")]
    [InlineData("it..zel@example.org")]
    [InlineData("itzel@-example.org")]
    [InlineData("itzel@example-.org")]
    [InlineData("itzel@example..org")]
    [InlineData("itzel@.org")]
    [InlineData("itzel@example.org.")]
    [InlineData("\"itzel\"@example.org")]
    [InlineData("itzel@[127.0.0.1]")]
    [InlineData("Itzel <itzel@example.org>")]
    [InlineData("itzel@example.org\nBcc: all@example.org")]
    [InlineData("itzel@example.org,other@example.org")]
    [InlineData("ítzel@example.org")]
    [InlineData("itzel@exámple.org")]
    public void Anything_else_is_none(string? address) => Assert.False(TextRules.IsEmail(address));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void The_local_part_has_at_most_64_characters(int length, bool valid) =>
        Assert.Equal(valid, TextRules.IsEmail(new string('a', length) + "@example.org"));

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void A_domains_label_has_at_most_63_characters(int length, bool valid) =>
        Assert.Equal(valid, TextRules.IsEmail("a@" + new string('b', length) + ".org"));

    [Fact]
    public void An_address_has_at_most_254_characters()
    {
        var label = new string('b', 60);
        var address = $"a@{label}.{label}.{label}.{label}.org";

        Assert.True(TextRules.IsEmail(address));
        Assert.False(TextRules.IsEmail("abcdefghijk" + address));
    }

    [Fact]
    public void A_hostile_address_is_refused_at_once()
    {
        var hostile = new string('a', 100) + string.Concat(Enumerable.Repeat(".a", 70)) + "!";

        Assert.False(TextRules.IsEmail(hostile));
    }
}
