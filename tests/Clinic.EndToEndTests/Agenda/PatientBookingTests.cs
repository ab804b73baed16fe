using Clinic.Demo;
using Clinic.EndToEndTests.Conventions;
using Xunit;

namespace Clinic.EndToEndTests.Agenda;

/// <summary>Where the parameter PatientBooking lets patients book for themselves.</summary>
[Collection(TheClinic.Name)]
public sealed class PatientBookingTests(StrictClinic strict) : IClassFixture<StrictClinic>
{
    [Fact]
    public async Task A_patient_sees_the_free_times_of_their_own_thanatologist_alone()
    {
        var (thanatologist, colleague) = (await strict.SignInAsync(DemoAccounts.Thanatologist), await strict.SignInAsync(DemoAccounts.Thanatologist2));
        foreach (var staff in (ApiClient[])[thanatologist, colleague])
            (await staff.PutAsync($"/availability/{staff.UserId}", AvailabilityTests.EveryDay())).Is(200);
        var patient = await strict.SignInAsync(DemoAccounts.Patient);
        var days = $"from={AvailabilityTests.Day(3)}&to={AvailabilityTests.Day(3)}";

        var own = await patient.AllAsync($"/availability/{thanatologist.UserId}/free?{days}");
        var all = await patient.AllAsync($"/availability/free?{days}");

        Assert.Equal(3, own.Count);
        Assert.Equal(own.Texts("start"), all.Texts("start"));
        Assert.Equal([thanatologist.UserId], all.Texts("thanatologistId").Distinct());
        (await patient.GetAsync($"/availability/{colleague.UserId}/free?{days}")).IsProblem(404);
        foreach (var staff in (ApiClient[])[thanatologist, colleague])
        {
            (await patient.GetAsync($"/availability/{staff.UserId}")).IsProblem(404);
            (await patient.PutAsync($"/availability/{staff.UserId}", AvailabilityTests.EveryDay())).IsProblem(404);
        }
    }

    [Fact]
    public async Task The_waiting_list_is_kept_by_the_clinic()
    {
        var patient = await strict.SignInAsync(DemoAccounts.Patient);

        foreach (var answer in (Answer[])[await patient.PostAsync("/waiting-list", Bodies.Waiting(patient.UserId)), await patient.GetAsync("/waiting-list"), await patient.DeleteAsync("/waiting-list/" + Bodies.Id())])
            Assert.Equal("appointment-by-clinic", answer.IsProblem(403).Value("code"));
        (await patient.PostAsync("/appointments", Bodies.Appointment(patient.UserId).Without("override").With("waitingListId", Bodies.Id()))).IsProblem(400, "waitingListId");
    }
}
