using Clinic.Core.Agenda;
using Clinic.Core.Catalogue;
using Clinic.Core.Errors;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Mails;

public sealed class AppointmentMailsTests
{
    private const string Link = "https://clinic.test/appointments/answer?token=abc&x=1";
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City");

    [Theory]
    [InlineData(NoticeKind.Booked, "Su cita en la clínica", "Your appointment at the clinic")]
    [InlineData(NoticeKind.Moved, "Su cita tiene otra hora", "Your appointment has another time")]
    [InlineData(NoticeKind.Cancelled, "Su cita se canceló", "Your appointment is cancelled")]
    [InlineData(NoticeKind.Reminder, "Recordatorio de su cita", "Reminder of your appointment")]
    public void A_mail_tells_when_and_where_in_both_forms_with_the_link(NoticeKind kind, string spanish, string english)
    {
        foreach (var language in Languages.All)
        {
            var (subject, content) = Mails(language).Of(kind, "Rosa", An(), kind is NoticeKind.Cancelled ? null : Link);

            Assert.Equal(language is Language.English ? english : spanish, subject);
            Assert.Contains($"<html lang=\"{language.Tag()}\">", content.Html, StringComparison.Ordinal);
            foreach (var text in (string?[])[content.Body, System.Net.WebUtility.HtmlDecode(content.Html)])
            {
                Assert.Contains(language is Language.English ? "Thursday, 3 December 2026, 9:00 · Consultorio 3" : "jueves 3 de diciembre de 2026, 9:00 · Consultorio 3", text, StringComparison.Ordinal);
                Assert.Contains("Rosa", text, StringComparison.Ordinal);
                Assert.Equal(kind is not NoticeKind.Cancelled, text!.Contains(Link, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void A_mail_about_a_series_has_every_date()
    {
        var (_, content) = Mails(Language.Spanish).OfSeries("Rosa", [An(), An() with { Start = An().Start.AddDays(7), Place = null }], Link);

        Assert.Contains("jueves 3 de diciembre de 2026, 9:00 · Consultorio 3\njueves 10 de diciembre de 2026, 9:00 · en la clínica\n\nConfirmar o cancelar la primera: " + Link, content.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mail_about_the_changes_of_a_series_tells_what_there_is_to_tell()
    {
        var mails = Mails(Language.Spanish);

        var both = mails.OfChanges("Rosa", [An()], [An() with { Start = An().Start.AddDays(7) }], Link).Content.Body;
        var cancelled = mails.OfChanges("Rosa", [], [An()], null).Content.Body;

        Assert.Contains("Ahora son:\n\njueves 3 de diciembre", both, StringComparison.Ordinal);
        Assert.Contains("canceló estas citas:\n\njueves 10 de diciembre", both, StringComparison.Ordinal);
        Assert.DoesNotContain("Ahora son", cancelled, StringComparison.Ordinal);
        Assert.Contains("canceló estas citas:\n\njueves 3 de diciembre", cancelled, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "Le sirve a una persona de la lista de espera.", "It suits one entry of the waiting list.")]
    [InlineData(3, "Les sirve a 3 personas de la lista de espera.", "It suits 3 entries of the waiting list.")]
    public void A_mail_about_a_free_time_has_the_time_and_how_many_it_suits(int count, string spanish, string english)
    {
        var start = An().Start;

        Assert.Contains($"jueves 3 de diciembre de 2026, 9:00\n\n{spanish}", Mails(Language.Spanish).OfFreeTime("Itzel", start, count).Content.Body, StringComparison.Ordinal);
        Assert.Contains($"Thursday, 3 December 2026, 9:00\n\n{english}", Mails(Language.English).OfFreeTime("Itzel", start, count).Content.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void No_mail_has_a_word_of_what_an_appointment_is_for()
    {
        string[] forbidden =
        [
            "sesi", "session", "terap", "therap", "duelo", "grief", "tanatol", "thanatol", "paciente", "patient", "nota", "Llega en taxi", "Se enfermó",
            .. ClinicCatalogue.InterventionTypes, .. ClinicCatalogue.ServiceTypes.Values, .. ClinicCatalogue.Motives.Values, .. ClinicCatalogue.Tools.Values.Except(["Video", "Otro"]),
        ];

        foreach (var mail in Every())
        {
            foreach (var word in forbidden.Except(["Otro"]))
                Assert.DoesNotContain(word, $"{mail.Subject}\n{mail.Content.Body}\n{System.Net.WebUtility.HtmlDecode(mail.Content.Html)}", StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void A_name_or_a_place_cannot_write_HTML()
    {
        var html = Mails(Language.Spanish).Of(NoticeKind.Booked, "<img src=x>", An() with { Place = "<b>3</b>" }, Link).Content.Html!;

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Contains("token=abc&amp;x=1", html, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Subject, MessageContent Content)> Every()
    {
        foreach (var (language, mode) in Languages.All.SelectMany(language => AppointmentModes.All.Select(mode => (language, mode))))
        {
            var (mails, one) = (Mails(language), An() with { Mode = mode, Place = mode is AppointmentMode.InPerson ? "Consultorio 3" : null });
            foreach (var kind in Enum.GetValues<NoticeKind>())
                yield return mails.Of(kind, "Rosa", one, Link);
            yield return mails.OfSeries("Rosa", [one, one], Link);
            yield return mails.OfChanges("Rosa", [one], [one], Link);
        }
    }

    private static AppointmentMails Mails(Language language) => new(new AppointmentWords(language, Zone));

    private static Appointment An() => new(
        A.Id(), A.Id(), A.Id(), new DateTimeOffset(2026, 12, 3, 15, 0, 0, TimeSpan.Zero), 60, AppointmentMode.InPerson, "Consultorio 3", "Llega en taxi", AppointmentStatus.Booked, 1, A.Moment, A.Moment)
    {
        Reason = "Se enfermó",
    };
}
