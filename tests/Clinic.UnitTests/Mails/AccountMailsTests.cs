using Clinic.Core.Mails;
using Xunit;

namespace Clinic.UnitTests.Mails;

public sealed class AccountMailsTests
{
    [Theory]
    [InlineData("es", "Su acceso a la clínica", "Su nueva contraseña")]
    [InlineData("en", "Your access to the clinic", "Your new password")]
    public void Mails_are_in_the_clinics_language_with_the_code_in_both_forms(string language, string invitation, string reset)
    {
        var mails = new AccountMails(language);
        var both = new[] { mails.Invitation("rosa@example.org", "Rosa", "12345678"), mails.PasswordReset("rosa@example.org", "Rosa", "12345678") };

        Assert.Equal([invitation, reset], both.Select(mail => mail.Subject));
        Assert.All(both, mail =>
        {
            Assert.Equal("rosa@example.org", mail.To);
            Assert.Contains("12345678", mail.Text, StringComparison.Ordinal);
            Assert.Contains("12345678", mail.Html, StringComparison.Ordinal);
            Assert.Contains("Rosa", mail.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_name_cannot_write_HTML()
    {
        var html = new AccountMails("es").Invitation("rosa@example.org", "<img src=x>", "12345678").Html;

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&lt;img", html, StringComparison.Ordinal);
    }
}
