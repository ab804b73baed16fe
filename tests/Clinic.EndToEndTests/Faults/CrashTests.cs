using Clinic.Testing;
using Xunit;

namespace Clinic.EndToEndTests.Faults;

[Collection(TheClinic.Name)]
public sealed class CrashTests(ClinicFixture clinic)
{
    [Fact]
    public async Task Requests_succeed_again_after_function_processes_were_killed_and_nothing_is_half_written()
    {
        var lastName = "Zurita" + Bodies.Id();
        var answers = new List<(string Email, int Status)>();
        var requests = Enumerable.Range(0, 40).Select(_ => CreateAsync(lastName)).ToList();
        await requests[0];
        Assert.NotEqual(0, FunctionProcesses.Kill("Clinic.Users", clinic.Host));
        foreach (var request in requests)
            answers.Add(await request);

        Assert.Equal(201, (await CreateAsync(lastName)).Status);
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 201, 500, 502 }));
        var listed = (await clinic.Thanatologist.AllAsync("/users?q=" + lastName)).Texts("email");
        Assert.Empty(answers.Where(answer => answer.Status == 201).Select(answer => answer.Email).Except(listed));
        foreach (var (email, status) in answers.Where(answer => answer.Status != 201))
        {
            // Either all of it was written, and the email is taken, or none of it.
            var again = await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("firstLastName", lastName).With("email", email));
            Assert.Equal(listed.Contains(email) ? 409 : 201, again.Status);
        }
    }

    [Fact]
    public async Task Session_numbers_have_no_gap_after_a_crash()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        var requests = Enumerable.Range(0, 40).Select(_ => clinic.Thanatologist.TrySendAsync(HttpMethod.Post, "/sessions", Bodies.Session(patient))).ToList();
        await requests[0];
        Assert.NotEqual(0, FunctionProcesses.Kill("Clinic.Sessions", clinic.Host));
        await Task.WhenAll(requests);

        var last = await clinic.Thanatologist.WriteSessionAsync(patient);

        var number = last.Json["number"]!.GetValue<int>();
        var listed = await clinic.Thanatologist.AllAsync($"/sessions?userId={patient}");
        Assert.Equal(Enumerable.Range(1, number).Reverse(), listed.Select(session => session["number"]!.GetValue<int>()));
        Assert.Equal($"{number}", (await clinic.Thanatologist.GetAsync($"/users/{patient}/record")).Value("sessionCount"));
    }

    private async Task<(string Email, int Status)> CreateAsync(string lastName)
    {
        var email = Bodies.Email();
        var body = Bodies.Patient().With("firstLastName", lastName).With("email", email);
        return (email, await clinic.Thanatologist.TrySendAsync(HttpMethod.Post, "/users", body));
    }
}
