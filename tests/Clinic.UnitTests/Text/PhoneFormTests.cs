using Clinic.Core.Text;
using Xunit;

namespace Clinic.UnitTests.Text;

public sealed class PhoneFormTests
{
    [Theory]
    [InlineData("+525512345678", "+525512345678")]
    [InlineData("5512345678", "+525512345678")]
    [InlineData("55 1234-5678", "+525512345678")]
    [InlineData("(55) 1234.5678", "+525512345678")]
    [InlineData("+52 (55) 1234 5678", "+525512345678")]
    [InlineData("+1 202 555 0143", "+12025550143")]
    [InlineData("+34600123456", "+34600123456")]
    [InlineData("+390612345678", "+390612345678")]
    public void A_number_has_one_form(string written, string form) => Assert.Equal(form, PhoneForm.Of(written));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("+")]
    [InlineData("+52")]
    [InlineData("+52551234567")]
    [InlineData("+5255123456789")]
    [InlineData("+999123456789")]
    [InlineData("551234567")]
    [InlineData("55123456789")]
    [InlineData("525512345678")]
    [InlineData("++525512345678")]
    [InlineData("5512345678 ext. 5")]
    [InlineData("55-LLAMANOS")]
    [InlineData("٥٥١٢٣٤٥٦٧٨")]
    [InlineData("rosa@example.org")]
    public void What_is_no_number_has_none(string? written) => Assert.Null(PhoneForm.Of(written));

    [Fact]
    public void A_very_long_text_is_no_number() => Assert.Null(PhoneForm.Of("+" + new string('5', 10_000)));
}
