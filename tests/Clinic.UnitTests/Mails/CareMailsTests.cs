using Clinic.Core.Errors;
using Clinic.Core.Mails;
using Xunit;

namespace Clinic.UnitTests.Mails;

public sealed class CareMailsTests
{
    private const string Link = "https://clinic.test/tasks?status=open&to=2026-11-23";

    [Theory]
    [InlineData(1, "Tiene un pendiente para hoy.", "You have one task that is due.")]
    [InlineData(3, "Tiene 3 pendientes para hoy.", "You have 3 tasks that are due.")]
    public void A_mail_about_tasks_has_their_count_and_the_link(int count, string spanish, string english)
    {
        foreach (var language in Languages.All)
        {
            var (_, content) = new CareMails(language).OfDueTasks("Rosa", count, Link);

            foreach (var text in (string?[])[content.Body, System.Net.WebUtility.HtmlDecode(content.Html)])
            {
                Assert.Contains(language is Language.English ? english : spanish, text, StringComparison.Ordinal);
                Assert.Contains(Link, text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_mail_is_a_greeting_some_paragraphs_and_the_signature()
    {
        var (subject, content) = new CareMails(Language.Spanish).OfUnseenAlert("<Rosa>", "A.B.", Link);

        Assert.Equal("Una alerta espera revisión", subject);
        Assert.Equal($"Hola, <Rosa>:\n\nNadie ha revisado todavía una alerta de A.B.\n\nVer la alerta: {Link}\n\nEste aviso se repite cada día mientras nadie la revise.\n\nSu clínica\n", content.Body);
        Assert.Contains("Hola, &lt;Rosa&gt;:", content.Html, StringComparison.Ordinal);
        Assert.Contains("status=open&amp;to=2026-11-23\">Ver la alerta</a>", content.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patient_is_told_that_something_waits_and_not_what_or_where()
    {
        var (subject, content) = new CareMails(Language.English).OfWaitingQuestions("Rosa");

        Assert.Equal("Something waits for your answer", subject);
        Assert.StartsWith("Hello Rosa,\n\nThe clinic has asked you some questions.", content.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("http", content.Html, StringComparison.Ordinal);
    }
}
