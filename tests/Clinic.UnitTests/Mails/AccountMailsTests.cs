using Clinic.Core.Errors;
using Clinic.Core.Mails;
using Xunit;

namespace Clinic.UnitTests.Mails;

public sealed class AccountMailsTests
{
    [Theory]
    [InlineData(Language.Spanish, "Su acceso a la clínica", "Su nueva contraseña")]
    [InlineData(Language.English, "Your access to the clinic", "Your new password")]
    public void Mails_are_in_the_clinics_language_with_the_code_in_both_forms(Language language, string invitation, string reset)
    {
        var mails = new AccountMails(language);
        var both = new[] { mails.Invitation("Rosa", "12345678"), mails.PasswordReset("Rosa", "12345678") };

        Assert.Equal([invitation, reset], both.Select(mail => mail.Subject));
        Assert.All(both, mail =>
        {
            Assert.Contains("12345678", mail.Content.Body, StringComparison.Ordinal);
            Assert.Contains("12345678", mail.Content.Html, StringComparison.Ordinal);
            Assert.Contains("Rosa", mail.Content.Body, StringComparison.Ordinal);
            Assert.Contains($"<html lang=\"{language.Tag()}\">", mail.Content.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("12345678", mail.Content.BodyWithoutCode, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_name_cannot_write_HTML()
    {
        var html = new AccountMails(Language.Spanish).Invitation("<img src=x>", "12345678").Content.Html;

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&lt;img", html, StringComparison.Ordinal);
    }
}
