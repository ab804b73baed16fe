using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Agenda;

public sealed partial class AnswerPageTests
{
    private static readonly Appointment Booked = A.Appointment() with { Start = new DateTimeOffset(2026, 12, 3, 15, 0, 0, TimeSpan.Zero), Place = "Consultorio <3>" };

    private readonly AnswerPage page = Page(Language.Spanish);

    [Fact]
    public void It_shows_day_time_and_place_on_the_clinics_clock_and_nothing_else_of_the_appointment()
    {
        var text = page.Of(Booked with { Note = "Trae a su hija" }).Body!;

        Assert.Equal(["jueves 3 de diciembre de 2026", "9:00", "Consultorio &lt;3&gt;"], Values(text));
        Assert.Equal(["Thursday, 3 December 2026", "9:00", "Consultorio &lt;3&gt;"], Values(Page(Language.English).Of(Booked).Body!));
        Assert.DoesNotContain("hija", text, StringComparison.Ordinal);
        foreach (var id in (string[])[Booked.Id, Booked.PatientId, Booked.ThanatologistId])
            Assert.DoesNotContain(id, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AppointmentMode.InPerson, null, "en la clínica")]
    [InlineData(AppointmentMode.Phone, "Consultorio 3", "le llamaremos por teléfono")]
    [InlineData(AppointmentMode.Video, null, "por videollamada")]
    public void It_says_where_or_how(AppointmentMode mode, string? place, string shown) =>
        Assert.Equal(shown, Values(page.Of(Booked with { Mode = mode, Place = place }).Body!)[2]);

    [Theory]
    [InlineData(AppointmentStatus.Booked, "Su cita", "confirm cancel")]
    [InlineData(AppointmentStatus.Confirmed, "Su cita está confirmada", "cancel")]
    [InlineData(AppointmentStatus.Cancelled, "Su cita está cancelada", "")]
    public void It_offers_what_can_be_answered(AppointmentStatus status, string heading, string answers)
    {
        var response = page.Of(Booked with { Status = status });

        Assert.Equal((200, heading), (response.Status, Heading(response)));
        Assert.Equal(answers, string.Join(' ', ButtonValue().Matches(response.Body!).Select(button => button.Groups[1].Value)));
    }

    [Theory]
    [InlineData(404, "No encontramos su cita")]
    [InlineData(400, "No encontramos su cita")]
    [InlineData(429, "Algo no salió bien")]
    [InlineData(503, "Algo no salió bien")]
    public void A_refusal_keeps_its_status_and_headers(int status, string heading)
    {
        var response = page.Refusal(new Response(status, "{}", "application/problem+json").With("Retry-After", "1"), new NotFoundException());

        Assert.Equal((status, heading, "text/html; charset=utf-8", "1"), (response.Status, Heading(response), response.ContentType, response.Headers["Retry-After"]));
    }

    [Fact]
    public void What_has_become_of_an_appointment_is_said()
    {
        var response = page.Refusal(new Response(410), new GoneException(ProblemCode.LinkEnded, new Phrase("Cambió de hora.", "It was moved.")));

        Assert.Equal("El enlace ya no sirve", Heading(response));
        Assert.Contains("Cambió de hora.", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_browser_may_use_nothing_but_the_pages_own_style_and_address()
    {
        var response = page.Of(Booked);

        var style = StyleElement().Match(response.Body!).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Equal($"default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", response.Headers["Content-Security-Policy"]);
        Assert.Equal(("no-referrer", "noindex", "es"), (response.Headers["Referrer-Policy"], response.Headers["X-Robots-Tag"], response.Headers["Content-Language"]));
        Assert.DoesNotMatch("<script|style=|src=|href=| on[a-z]+=|http", response.Body!);
    }

    private static AnswerPage Page(Language language) => new(new AppointmentWords(language, TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City")));

    private static List<string> Values(string text) => [.. Value().Matches(text).Select(value => value.Groups[1].Value)];

    private static string Heading(Response response) => HeadingElement().Match(response.Body!).Groups[1].Value;

    [GeneratedRegex("<dd>(.*?)</dd>")]
    private static partial Regex Value();

    [GeneratedRegex("<h1>(.*?)</h1>")]
    private static partial Regex HeadingElement();

    [GeneratedRegex("<button name=\"answer\" value=\"(.*?)\">")]
    private static partial Regex ButtonValue();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElement();
}
