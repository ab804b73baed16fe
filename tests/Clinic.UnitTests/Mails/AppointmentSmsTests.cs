using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Mails;

public sealed class AppointmentSmsTests
{
    private const string Short = "https://c.mx/appointments/answer?token=0123456789012345678901234567890123456789012345";
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City");

    /// <summary>The address of a stack without a domain of its own, in a region with a long name.</summary>
    private static readonly string Long = $"https://abcdefghij.execute-api.mx-central-1.amazonaws.com/prod/appointments/answer?token={new string('x', 54)}";

    [Fact]
    public void It_says_as_much_as_one_segment_holds()
    {
        var sms = Sms(Language.Spanish);

        Assert.Equal($"Recuerde su cita: jue 3 dic 9:00, Consultorio 3. Confirmar o cancelar: {Short}", sms.Of(NoticeKind.Reminder, An(), Short));
        Assert.Equal($"Su cita ahora es: jue 3 dic 9:00. Confirmar o cancelar: {Short}", sms.Of(NoticeKind.Moved, An() with { Place = "Jardín" }, Short));
        Assert.Equal($"Sus 10 citas, la primera: jue 3 dic 9:00. Confirmar o cancelar: {Short}", sms.OfSeries([.. Enumerable.Repeat(An() with { Place = "Jardín" }, 10)], Short));
        Assert.Equal($"jue 3 dic 9:00 {Long}", sms.Of(NoticeKind.Booked, An(), Long));
        Assert.Equal("Su cita: jue 3 dic 9:00", sms.Of(NoticeKind.Booked, An(), Long + "-of-a-branch-with-a-long-name"));
        Assert.Equal("Queda cancelada su cita: jue 3 dic 9:00", sms.Of(NoticeKind.Cancelled, An() with { Place = null }, null));
        Assert.Equal("Queda cancelada su cita: jue 3 dic 9:00, Consultorio 3", sms.Of(NoticeKind.Cancelled, An(), null));
        Assert.Equal("Quedan canceladas 2 citas, la primera: jue 3 dic 9:00, Consultorio 3", sms.OfChanges([], [An(), An()], null));
        Assert.StartsWith("Cambian sus citas, la primera: jue 3 dic 9:00", sms.OfChanges([An()], [An()], Short), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_one_is_one_segment_of_the_small_alphabet_without_a_word_of_what_it_is_for()
    {
        foreach (var text in Every())
        {
            Assert.True(SmsText.IsGsm7(text), text);
            Assert.Equal(1, SmsText.Segments(text));
            foreach (var word in (string[])["sesi", "session", "terap", "therap", "duelo", "grief", "tanat", "thanat", "Llega en taxi"])
                Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static IEnumerable<string> Every() =>
        from language in Languages.All
        from mode in AppointmentModes.All
        from link in (string[])[Short, Long]
        from day in Enumerable.Range(0, 7)
        let one = An() with { Mode = mode, Place = null, Start = An().Start.AddDays(day).AddMonths(day) }
        let sms = Sms(language)
        from text in Enum.GetValues<NoticeKind>().Select(kind => sms.Of(kind, one, kind is NoticeKind.Cancelled ? null : link))
            .Append(sms.OfSeries([one, one], link)).Append(sms.OfChanges([one], [one], link)).Append(sms.OfChanges([], [one, one], null))
        select text;

    private static AppointmentSms Sms(Language language) => new(new AppointmentWords(language, Zone));

    private static Appointment An() => new(
        A.Id(), A.Id(), A.Id(), new DateTimeOffset(2026, 12, 3, 15, 0, 0, TimeSpan.Zero), 60, AppointmentMode.InPerson, "Consultorio 3", "Llega en taxi", AppointmentStatus.Booked, 1, A.Moment, A.Moment);
}
