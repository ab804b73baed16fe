using System.Text.Json.Nodes;
using Clinic.EndToEndTests.Messages;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Conventions;

[Collection(TheClinic.Name)]
public sealed class IdempotencyTests(ClinicFixture clinic)
{
    private static int keys;

    [Fact]
    public async Task The_first_answer_is_given_again()
    {
        var key = Key();
        var body = Bodies.Patient();
        var first = (await clinic.Thanatologist.PostAsync("/users", body, key)).Is(201);
        (await clinic.Thanatologist.PatchAsync($"/users/{first.Id}", new JsonObject { ["phone"] = "5512345678" })).Is(200);

        var again = (await clinic.Thanatologist.PostAsync("/users", body, key)).Is(201);

        Assert.Null(first.Header("Idempotency-Replayed"));
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(first.Text, again.Text);
        foreach (var header in (string[])["Location", "ETag", "Content-Type"])
            Assert.Equal(first.Header(header), again.Header(header));
        Assert.NotEqual(first.Header("X-Request-Id"), again.Header("X-Request-Id"));
    }

    [Fact]
    public async Task Every_route_that_creates_replays()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        var (sessionKey, addendumKey) = (Key(), Key());
        var session = (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient), sessionKey)).Is(201);
        var addendum = (await clinic.Thanatologist.PostAsync($"/sessions/{session.Id}/addenda", new JsonObject { ["text"] = "Nota." }, addendumKey)).Is(201);

        Assert.Equal(session.Text, (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient), sessionKey)).Is(201).Text);
        var again = (await clinic.Thanatologist.PostAsync($"/sessions/{session.Id}/addenda", new JsonObject { ["text"] = "Nota." }, addendumKey)).Is(201);

        Assert.Equal(addendum.Text, again.Text);
        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Single((await clinic.Thanatologist.GetAsync($"/sessions/{session.Id}")).Json["addenda"]!.AsArray());
        Assert.Single(await clinic.Thanatologist.AllAsync($"/sessions?userId={patient}"));
    }

    [Fact]
    public async Task A_key_with_another_body_or_route_is_409()
    {
        var key = Key();
        var patient = (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient(), key)).Is(201).Id;

        (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("firstName", "Otro"), key)).IsProblem(409);
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient), key)).IsProblem(409);
    }

    [Fact]
    public async Task A_key_belongs_to_its_caller()
    {
        var key = Key();
        var first = (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient(), key)).Is(201);

        var other = (await clinic.Colleague.PostAsync("/users", Bodies.Patient(), key)).Is(201);

        Assert.NotEqual(first.Id, other.Id);
        Assert.Null(other.Header("Idempotency-Replayed"));
    }

    [Fact]
    public async Task Of_twenty_concurrent_duplicates_one_has_an_effect()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        var key = Key();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient), key)));

        Assert.All(answers, answer => answer.Is(201));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Single(answers, answer => answer.Header("Idempotency-Replayed") is null);
        Assert.Equal("1", (await clinic.Thanatologist.GetAsync($"/users/{patient}/record")).Value("sessionCount"));
    }

    [Fact]
    public async Task Of_twenty_concurrent_invitations_one_is_mailed()
    {
        var staff = Bodies.Staff();
        var key = Key();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => clinic.Admin.PostAsync("/users", staff, key)));

        Assert.All(answers, answer => answer.Is(201));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Single(await clinic.Admin.MessagesToAsync(staff["email"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_refusal_is_not_kept()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        var key = Key();
        await clinic.Thanatologist.CloseRecordAsync(patient);
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient), key)).IsProblem(409);
        (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient, "x"), key)).IsProblem(400, "date");
        (await clinic.Thanatologist.PutAsync($"/users/{patient}/record", new JsonObject { ["isOpen"] = true })).Is(200);

        var written = (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(patient), key)).Is(201);

        Assert.Null(written.Header("Idempotency-Replayed"));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("llave-ñ")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("a,b")]
    public async Task A_bad_key_is_400_and_names_the_header(string key)
    {
        (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient(), ("Idempotency-Key", key))).IsProblem(400, "Idempotency-Key");
        (await clinic.Admin.PostAsync("/sessions", Bodies.Session(DemoAccounts.Patient.Id), ("Idempotency-Key", key))).IsProblem(400, "Idempotency-Key");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("A-Za-z0-9._:-")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    public async Task Every_good_key_is_taken(string key) =>
        (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("firstName", "Clave"), ("Idempotency-Key", key))).Is(201);

    private static (string, string) Key() => ("Idempotency-Key", $"test:{Interlocked.Increment(ref keys)}");
}
