using Clinic.Core.Accounts;
using Xunit;

namespace Clinic.UnitTests.Accounts;

public sealed class TypedCodeTests
{
    [Theory]
    [InlineData("123 456")]
    [InlineData(" 123456")]
    [InlineData("123456\n")]
    [InlineData("123\u00a0456\r\n")]
    [InlineData("1 2 3-4 5 6")]
    [InlineData("123\u2013456")]
    [InlineData("123\u2212456")]
    [InlineData("\uff11\uff12\uff13\u3000\uff14\uff15\uff16")]
    [InlineData("\u0661\u0662\u0663\u0664\u0665\u0666")]
    [InlineData("\U0001d7cf23456")]
    [InlineData("\u202d123\u200b456\u202c\ufeff")]
    [InlineData("123\t456\u2028")]
    public void Of_a_typed_code_the_digits_count(string typed) => Assert.Equal("123456", TypedCode.Normalize(typed));

    [Theory]
    [InlineData("K7M2P-9XQRT")]
    [InlineData("k7m2p 9xqrt ")]
    [InlineData("\uff2b\uff17\uff2d\uff12\uff30\uff0d\uff19\uff58\uff51\uff52\uff54")]
    public void Of_a_recovery_code_the_letters_count_too_in_any_case(string typed) => Assert.Equal("k7m2p9xqrt", TypedCode.Normalize(typed));

    [Theory]
    [InlineData("\uff21\uff3a\uff41\uff5a", "azaz")] // the first and the last full-width letters
    [InlineData("\uff66", "\uff66")] // a letter behind them
    public void A_full_width_letter_is_the_letter(string typed, string normalized) => Assert.Equal(normalized, TypedCode.Normalize(typed));

    [Theory]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    [InlineData("\ud83512345")]
    public void What_is_another_code_stays_another_one(string typed) => Assert.NotEqual("123456", TypedCode.Normalize(typed));
}
