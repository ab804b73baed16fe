using System.Text.Json.Nodes;
using Xunit;

namespace Clinic.EndToEndTests.Agenda;

/// <summary>What patients and thanatologists get by mail of the agenda.</summary>
[Collection(TheClinic.Name)]
public sealed class NoticeTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Mails_tell_of_a_time_that_others_wait_for_and_of_a_booking_a_move_and_a_cancellation()
    {
        var account = await clinic.CreateStaffAsync();
        var own = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        (await clinic.Support.PostAsync("/waiting-list", Bodies.Waiting(await own.CreatePatientAsync()))).Is(201);
        var other = (await own.PostAsync("/appointments", Bodies.Appointment(await own.CreatePatientAsync(), "2035-03-21T10:00:00-06:00"))).Is(201);
        (await own.PatchAsync("/appointments/" + other.Id, new JsonObject { ["status"] = "cancelled", ["reason"] = "Viaja" })).Is(200);
        Assert.Contains("miércoles 21 de marzo de 2035, 10:00\n\nLe", await clinic.Mailbox.ArrivedAsync(account.Email, "Quedó libre una hora de su agenda"), StringComparison.Ordinal);

        var email = $"{Bodies.Id()}@example.org";
        var patient = (await own.PostAsync("/users", Bodies.Patient(own.UserId).With("email", email).With("cellphone", "5587654321").With("reminders", new JsonObject { ["sms"] = true }))).Is(201).Id;
        var booked = (await clinic.Support.PostAsync("/appointments", Bodies.Appointment(patient, "2035-03-19T10:00:00-06:00"))).Is(201);

        var mail = await clinic.Mailbox.ArrivedAsync(email, "Su cita en la clínica");
        Assert.Contains("lunes 19 de marzo de 2035, 10:00 · en la clínica", mail, StringComparison.Ordinal);
        Assert.Contains($"{clinic.Host.BaseAddress}appointments/answer?token=", mail, StringComparison.Ordinal);

        Assert.StartsWith("Su cita: lun 19 mar 10:00", (await clinic.Phone.ArrivedAsync("+525587654321"))[0]["text"]!.GetValue<string>(), StringComparison.Ordinal);

        (await own.PatchAsync("/appointments/" + booked.Id, new JsonObject { ["start"] = "2035-03-20T11:00:00-06:00", ["override"] = true })).Is(200);
        Assert.Contains("martes 20 de marzo de 2035, 11:00", await clinic.Mailbox.ArrivedAsync(email, "Su cita tiene otra hora"), StringComparison.Ordinal);

        (await own.PatchAsync("/appointments/" + booked.Id, new JsonObject { ["status"] = "cancelled", ["reason"] = "Viaja" })).Is(200);
        Assert.DoesNotContain("http", await clinic.Mailbox.ArrivedAsync(email, "Su cita se canceló"), StringComparison.Ordinal);
    }
}
