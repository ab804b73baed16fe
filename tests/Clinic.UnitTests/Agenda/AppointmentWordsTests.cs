using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Xunit;

namespace Clinic.UnitTests.Agenda;

public sealed class AppointmentWordsTests
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City");

    [Theory]
    [InlineData("2026-12-03T15:00:00Z", "jueves 3 de diciembre de 2026, 9:00", "Thursday, 3 December 2026, 9:00")]
    [InlineData("2028-03-01T03:05:00Z", "martes 29 de febrero de 2028, 21:05", "Tuesday, 29 February 2028, 21:05")]
    [InlineData("2026-09-17T00:30:00Z", "miércoles 16 de septiembre de 2026, 18:30", "Wednesday, 16 September 2026, 18:30")]
    [InlineData("2027-01-01T02:05:00Z", "jueves 31 de diciembre de 2026, 20:05", "Thursday, 31 December 2026, 20:05")]
    [InlineData("2027-03-10T06:00:00Z", "miércoles 10 de marzo de 2027, 0:00", "Wednesday, 10 March 2027, 0:00")]
    public void A_time_is_written_as_people_write_it_on_the_clinics_clock(string start, string spanish, string english)
    {
        var moment = DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(spanish, new AppointmentWords(Language.Spanish, Zone).When(moment));
        Assert.Equal(english, new AppointmentWords(Language.English, Zone).When(moment));
    }

    [Fact]
    public void In_short_a_time_has_no_accents()
    {
        var moment = new DateTimeOffset(2026, 12, 5, 15, 0, 0, TimeSpan.Zero);

        Assert.Equal("sab 5 dic 9:00", new AppointmentWords(Language.Spanish, Zone).WhenInShort(moment));
        Assert.Equal("Sat 5 Dec 9:00", new AppointmentWords(Language.English, Zone).WhenInShort(moment));
    }

    [Theory]
    [InlineData(AppointmentMode.InPerson, "Consultorio 3", "Consultorio 3", "Consultorio 3")]
    [InlineData(AppointmentMode.InPerson, null, "en la clínica", "at the clinic")]
    [InlineData(AppointmentMode.Phone, "Consultorio 3", "le llamaremos por teléfono", "we will call you by phone")]
    [InlineData(AppointmentMode.Video, null, "por videollamada", "by video call")]
    [InlineData(AppointmentMode.Video, "https://example.org/a", "por videollamada: https://example.org/a", "by video call: https://example.org/a")]
    public void The_place_is_told_or_how_the_call_comes(AppointmentMode mode, string? place, string spanish, string english)
    {
        Assert.Equal(spanish, new AppointmentWords(Language.Spanish, Zone).Where(mode, place));
        Assert.Equal(english, new AppointmentWords(Language.English, Zone).Where(mode, place));
    }
}
