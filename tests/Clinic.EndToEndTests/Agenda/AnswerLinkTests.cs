using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Agenda;

/// <summary>What a patient does with the link of a reminder, on a page that <see cref="Promises"/> holds to its promises.</summary>
[Collection(TheClinic.Name)]
public sealed class AnswerLinkTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_patient_confirms_and_then_cancels()
    {
        var (id, link) = await BookAsync();

        var page = (await clinic.Nobody.GetAsync(link)).Is(200);
        Assert.Equal(("text/html; charset=utf-8", "es"), (page.Header("Content-Type"), page.Header("Content-Language")));
        Assert.Contains("<h1>Su cita</h1>", page.Text, StringComparison.Ordinal);
        Assert.Contains("<dd>Consultorio 3</dd>", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Villaseñor", page.Text, StringComparison.Ordinal);
        foreach (var (answer, heading, status) in ((string, string, string)[])[
            ("confirm", "Su cita está confirmada", "confirmed"), ("confirm", "Su cita está confirmada", "confirmed"), ("cancel", "Su cita está cancelada", "cancelled")])
        {
            Assert.Contains($"<h1>{heading}</h1>", (await AnswerAsync(link, answer)).Is(200).Text, StringComparison.Ordinal);
            Assert.Equal(status, (await clinic.Thanatologist.GetAsync("/appointments/" + id)).Is(200).Value("status"));
        }

        var cancelled = (await clinic.Thanatologist.GetAsync("/appointments/" + id)).Is(200);
        Assert.Equal(("patient", "Cancelada con el enlace del recordatorio"), (cancelled.Value("cancelledBy"), cancelled.Value("reason")));
        var entry = (await clinic.Admin.GetAsync($"/users/{cancelled.Value("patientId")}/audit?limit=1")).Is(200).Items[0];
        Assert.Equal(("appointment.answered", "patient", cancelled.Value("patientId")), (entry["action"]!.ToString(), entry["byRole"]!.ToString(), entry["byId"]!.ToString()));
        AssertEnded(await AnswerAsync(link, "confirm"), "Esta cita está cancelada.");
        Assert.DoesNotContain(link.Split('=')[1], await clinic.ReadLogsAsync(), StringComparison.Ordinal);
    }

    /// <summary>Scanners of mails follow links, and ask about them.</summary>
    [Fact]
    public async Task Looking_changes_nothing()
    {
        var (id, link) = await BookAsync();

        (await clinic.Nobody.GetAsync(link)).Is(200);
        (await clinic.Nobody.SendAsync("HEAD", link, null)).Is(200);
        (await clinic.Nobody.SendAsync("OPTIONS", link, null)).Is(200);

        Assert.Equal("1", (await clinic.Thanatologist.GetAsync("/appointments/" + id)).Is(200).Value("version"));
    }

    [Fact]
    public async Task What_was_moved_or_cancelled_says_so()
    {
        var (id, link) = await BookAsync();
        (await clinic.Thanatologist.PatchAsync("/appointments/" + id, Bodies.Appointment("x").Without("patientId"))).Is(200);

        AssertEnded(await clinic.Nobody.GetAsync(link), "Su cita cambió de hora.");
        AssertEnded(await AnswerAsync(link, "cancel"), "Su cita cambió de hora.");

        (await clinic.Nobody.GetAsync(await clinic.AnswerLinkAsync(id))).Is(200);
        (await clinic.Thanatologist.PatchAsync("/appointments/" + id, new JsonObject { ["status"] = "cancelled", ["reason"] = "Congreso" })).Is(200);
        AssertEnded(await clinic.Nobody.GetAsync(link), "Esta cita está cancelada.");
    }

    [Theory]
    [InlineData("GET", "/appointments/answer", null, 400)]
    [InlineData("GET", "/appointments/answer?token=", null, 400)]
    [InlineData("GET", "/appointments/answer?token=x&utm_source=mail", null, 400)]
    [InlineData("GET", "/appointments/answer?token=x", null, 404)]
    [InlineData("POST", "/appointments/answer?token=x", "answer=confirm", 404)]
    [InlineData("POST", "/appointments/answer?token=x", "answer=perhaps", 400)]
    [InlineData("POST", "/appointments/answer?token=x", "answer=confirm&answer=cancel", 400)]
    [InlineData("POST", "/appointments/answer?token=x", null, 400)]
    public async Task A_refusal_is_a_page_too(string method, string path, string? body, int status)
    {
        var answer = (await clinic.Nobody.SendAsync(method, path, body is null ? null : ApiClient.Json(body, "application/x-www-form-urlencoded"))).Is(status);

        Assert.Contains("<h1>No encontramos su cita</h1>", answer.Text, StringComparison.Ordinal);
        Assert.Equal("text/html; charset=utf-8", answer.Header("Content-Type"));
    }

    [Fact]
    public async Task A_body_that_is_no_form_is_415() =>
        Assert.Contains("<h1>", (await clinic.Nobody.PostAsync("/appointments/answer?token=x", new JsonObject { ["answer"] = "confirm" })).Is(415).Text, StringComparison.Ordinal);

    private async Task<(string Id, string Link)> BookAsync()
    {
        var body = Bodies.Appointment(await clinic.Thanatologist.CreatePatientAsync()).With("place", "Consultorio 3");
        var id = (await clinic.Thanatologist.PostAsync("/appointments", body)).Is(201).Id;
        return (id, await clinic.AnswerLinkAsync(id));
    }

    private Task<Answer> AnswerAsync(string link, string answer) => clinic.Nobody.SendAsync("POST", link, ApiClient.Json("answer=" + answer, "application/x-www-form-urlencoded"));

    private static void AssertEnded(Answer page, string text)
    {
        page.Is(410);
        Assert.Contains("<h1>El enlace ya no sirve</h1>", page.Text, StringComparison.Ordinal);
        Assert.Contains(text, page.Text, StringComparison.Ordinal);
    }
}
