using System.Text.Json.Nodes;
using Clinic.Core.Errors;
using Clinic.Demo;
using Clinic.EndToEndTests.Contract;
using Xunit;

namespace Clinic.EndToEndTests.Conventions;

/// <summary>Every code of the closed list is provoked here, by the request of a client or by what befalls the service. A code that nothing provokes has no place in the list.</summary>
[Collection(TheClinic.Name)]
public sealed class ProblemCodeTests(ClinicFixture clinic, StrictClinic strict) : IClassFixture<StrictClinic>
{
    /// <summary>Only the gateway in AWS makes these; a test of template.yaml holds it to them.</summary>
    private static readonly ProblemCode[] OfAwsAlone = [ProblemCode.Blocked, ProblemCode.Unavailable];

    /// <summary>People read it on a page: <see cref="Agenda.AnswerLinkTests"/> provokes it.</summary>
    private static readonly ProblemCode[] OfPages = [ProblemCode.LinkEnded];

    public static TheoryData<string> Codes => [.. ProblemCode.All.Except(OfAwsAlone).Except(OfPages).Select(code => code.Name)];

    public static TheoryData<string> FieldCodes => [.. FieldCode.All.Select(code => code.Name)];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task A_code_comes_with_its_status_type_and_texts_in_the_clinics_language(string name)
    {
        var code = ProblemCode.All.Single(known => known.Name == name);

        var answer = (await ProvokeAsync(code)).Is(code.Status);

        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal(("es", code.Name, code.Type, code.Title.Spanish), (answer.Header("Content-Language"), answer.Value("code"), answer.Value("type"), answer.Value("title")));
        ContractCheck.CheckCode(answer, code);
    }

    [Theory]
    [MemberData(nameof(FieldCodes))]
    public async Task A_field_at_fault_has_its_code(string name)
    {
        var answer = (await ProvokeAsync(FieldCode.All.Single(known => known.Name == name))).Is(400);

        Assert.Contains(name, answer.Json["fields"]!.AsArray().Select(field => field!["code"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("en", "en", "Record closed", "The patient's record is closed: reopen it first.")]
    [InlineData("fr, en-GB;q=0.8, es;q=0.2", "en", "Record closed", "The patient's record is closed: reopen it first.")]
    [InlineData("es-MX,es;q=0.9,en;q=0.8", "es", "Expediente cerrado", "El expediente del paciente está cerrado: reábralo primero.")]
    [InlineData("*", "es", "Expediente cerrado", "El expediente del paciente está cerrado: reábralo primero.")]
    public async Task The_texts_are_in_the_language_that_is_asked_for_and_the_code_is_the_same(string asked, string language, string title, string detail)
    {
        var closed = await ClosedPatientAsync();

        var answer = (await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(closed), ("Accept-Language", asked), ("Idempotency-Key", Bodies.Id()))).IsProblem(409);

        Assert.Equal((language, "Accept-Language"), (answer.Header("Content-Language"), answer.Header("Vary")));
        Assert.Equal(("record-closed", title, detail), (answer.Value("code"), answer.Value("title"), answer.Value("detail")));
    }

    [Fact]
    public async Task Fields_say_in_codes_what_errors_say_in_the_language_that_is_asked_for()
    {
        var body = Bodies.Patient().With("firstName", new string('a', 61)).With("address", new JsonObject { ["zipCode"] = "1" }).With("children", new JsonArray(new JsonObject()));

        foreach (var (language, errors) in (Dictionary<string, string>)new()
        {
            ["es"] = """{"firstName":["es obligatorio: de 1 a 60 caracteres en una línea"],"address.zipCode":["debe tener 5 dígitos"],"children[0].firstName":["es obligatorio: de 1 a 60 caracteres en una línea"]}""",
            ["en"] = """{"firstName":["is required: 1 to 60 characters on one line"],"address.zipCode":["must be 5 digits"],"children[0].firstName":["is required: 1 to 60 characters on one line"]}""",
        })
        {
            var answer = (await clinic.Thanatologist.PostAsync("/users", body.DeepClone(), ("Accept-Language", language))).IsProblem(400, "firstName", "address.zipCode", "children[0].firstName");

            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(errors), answer.Json["errors"]), answer.Text);
            Assert.Equal(
                """[{"path":"firstName","code":"too-long","limit":60},{"path":"address.zipCode","code":"invalid-format"},{"path":"children[0].firstName","code":"required"}]""",
                answer.Json["fields"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_repeated_request_gets_the_first_response_in_whatever_language_it_asks()
    {
        var (key, body) = (("Idempotency-Key", Bodies.Id()), Bodies.Patient());
        var first = (await clinic.Thanatologist.PostAsync("/users", body.DeepClone(), key, ("Accept-Language", "en"))).Is(201);

        var again = (await clinic.Thanatologist.PostAsync("/users", body.DeepClone(), key, ("Accept-Language", "es"))).Is(201);
        var other = (await clinic.Thanatologist.PostAsync("/users", body.With("title", "Sr."), key, ("Accept-Language", "en"))).IsProblem(409);

        Assert.Equal((first.Text, "true"), (again.Text, again.Header("Idempotency-Replayed")));
        Assert.Equal(("idempotency-key-reused", "en"), (other.Value("code"), other.Header("Content-Language")));
    }

    /// <summary>The members are named like the codes.</summary>
    private Task<Answer> ProvokeAsync(ProblemCode code) => code.Name switch
    {
        "invalid-input" => clinic.Nobody.PostAsync("/auth/salt", new JsonObject()),
        "bad-request" => RawAsync("nonsense\r\n\r\n"),
        "unauthorized" => clinic.Nobody.GetAsync("/users"),
        "wrong-credentials" => clinic.Nobody.PostAsync("/auth/login", Bodies.Login(Bodies.Email(), "x")),
        "wrong-second-factor" => clinic.Nobody.PostAsync("/auth/mfa", new JsonObject { ["session"] = "x", ["code"] = "123456" }),
        "refresh-token-ended" => clinic.Nobody.PostAsync("/auth/refresh", new JsonObject { ["refreshToken"] = "x" }),
        "invalid-api-key" => clinic.Nobody.PostAsync("/auth/token", null, ("X-Api-Key", "x")),
        "insufficient-scope" => clinic.Patient.GetAsync("/users"),
        "inactive-account" => DeactivatedAsync(),
        "api-key-ended" => EndedKeyAsync(),
        "patient-read-only" => clinic.Support.PatchAsync("/users/" + DemoAccounts.Patient.Id, new JsonObject { ["phone"] = "5512345678" }),
        "staff-by-admin" => clinic.Thanatologist.PostAsync("/users", Bodies.Staff()),
        "status-by-admin" => clinic.Thanatologist.DeleteAsync("/users/" + DemoAccounts.Patient.Id),
        "record-by-admin" => RecordOfColleagueAsync(),
        "colleagues-agenda" => clinic.Thanatologist.PutAsync("/availability/" + clinic.Colleague.UserId, new JsonObject()),
        "own-email" => clinic.Patient.PatchAsync("/users/" + DemoAccounts.Patient.Id, new JsonObject { ["email"] = Bodies.Email() }),
        "second-factor-for-staff" => clinic.Patient.PostAsync("/auth/mfa/enrol", new JsonObject { ["currentPassword"] = DemoAccounts.Password }),
        "feeds-for-staff" => clinic.Patient.GetAsync("/calendar/feeds"),
        "not-found" => clinic.Nobody.GetAsync("/nothing"),
        "patient-not-found" => clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(Bodies.Id())),
        "thanatologist-not-found" => clinic.Admin.GetAsync("/reports/summary?thanatologistId=" + Bodies.Id()),
        "no-user" => NoUserAsync(),
        "no-second-factor" => clinic.Thanatologist.SendJsonAsync(HttpMethod.Delete, "/auth/mfa", new JsonObject { ["code"] = "123456" }),
        "method-not-allowed" => clinic.Admin.PutAsync("/auth/me", new JsonObject()),
        "not-acceptable" => clinic.Patient.GetAsync("/auth/me", ("Accept", "image/png")),
        "request-timeout" => RawAsync("POST /auth/salt HTTP/1.1\r\nHost: clinic.test\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"),
        "record-closed" => RecordClosedAsync(),
        "no-record" => strict.SessionWithoutRecordAsync(),
        "time-taken" => TimeTakenAsync(),
        "outside-availability" => OutsideAvailabilityAsync(),
        "thanatologist-inactive" => ThanatologistInactiveAsync(),
        "patient-inactive" => PatientInactiveAsync(),
        "final-status" => FinalStatusAsync(),
        "appointment-unusable" => AppointmentUnusableAsync(),
        "agenda-full" => AgendaFullAsync(),
        "already-waiting" => AlreadyWaitingAsync(),
        "care-full" => CareFullAsync(),
        "alert-closed" => AlertClosedAsync(),
        "waiting-list-full" => strict.WaitingListFullAsync(),
        "cancel-too-late" => strict.CancelTooLateAsync(),
        "appointment-by-clinic" => strict.MoveByPatientAsync(),
        "too-many-feeds" => TooManyFeedsAsync(),
        "already-answered" => AlreadyAnsweredAsync(),
        "email-taken" => clinic.Admin.PostAsync("/users", Bodies.Staff().With("email", DemoAccounts.Admin.Email)),
        "last-admin" => strict.DeactivateLastAdminAsync(),
        "own-account" => clinic.Admin.DeleteAsync("/users/" + DemoAccounts.Admin.Id),
        "idempotency-key-reused" => KeyReusedAsync(),
        "account-changed" => AccountChangedAsync(),
        "message-not-secure" => MessageNotSecureAsync(),
        "sms-off" => strict.SendSmsAsync(),
        "session-full" => SessionFullAsync(),
        "no-draft" => NoDraftAsync(),
        "too-many-drafts" => TooManyDraftsAsync(),
        "second-factor-exists" => SecondFactorExistsAsync(),
        "second-factor-not-begun" => clinic.Colleague.PostAsync("/auth/mfa/confirm", new JsonObject { ["code"] = "123456" }),
        "second-factor-required" => strict.RemoveSecondFactorAsync(),
        "stale-version" => clinic.Patient.PatchAsync("/users/" + DemoAccounts.Patient.Id, new JsonObject { ["phone"] = "5512345678" }, ("If-Match", "\"999999\"")),
        "body-too-large" => clinic.Nobody.PostAsync("/auth/salt", new JsonObject { ["email"] = new string('a', 300_000) }),
        "address-too-long" => RawAsync("GET /users?q=" + new string('a', 9_000) + " HTTP/1.1\r\nHost: clinic.test\r\n\r\n"),
        "unsupported-media-type" => clinic.Nobody.SendAsync(HttpMethod.Post, "/auth/salt", ApiClient.Json("{}", "text/plain")),
        "unsupported-content-encoding" => EncodedAsync(),
        "locked" => LockedAsync(),
        "too-many-codes" => TooManyCodesAsync(),
        "api-key-paused" => ApiKeyPausedAsync(),
        "throttled" => BareGateway.AnswerAsync(waiting: 0),
        "headers-too-large" => RawAsync("GET /users HTTP/1.1\r\nHost: clinic.test\r\nX-Long: " + new string('a', 11_000) + "\r\n\r\n"),
        "internal-error" => BareGateway.AnswerAsync(waiting: 1),
        "busy" => strict.LoginWithoutTriggersAsync(),
        "timeout" => strict.TimeoutAsync(),
        _ => throw new InvalidOperationException($"Nothing provokes {code}."),
    };

    private Task<Answer> ProvokeAsync(FieldCode code) => code.Name switch
    {
        "required" => clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("firstName", " ")),
        "too-long" => clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("title", new string('a', 21))),
        "too-short" => ResetAsync("7letras"),
        "too-many" => clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("children", new JsonArray([.. Enumerable.Range(0, 31).Select(_ => new JsonObject { ["firstName"] = "Ana" })]))),
        "out-of-range" => clinic.Admin.GetAsync("/users?limit=101"),
        "not-in-catalogue" => clinic.Admin.GetAsync("/users?role=boss"),
        "invalid-format" => clinic.Nobody.PostAsync("/auth/salt", new JsonObject { ["email"] = "x" }),
        "wrong-type" => clinic.Nobody.PostAsync("/auth/salt", new JsonObject { ["email"] = 1 }),
        "invalid-json" => clinic.Nobody.SendAsync(HttpMethod.Post, "/auth/salt", ApiClient.Json("{")),
        "unknown-member" => clinic.Nobody.PostAsync("/auth/salt", new JsonObject { ["mail"] = "x" }),
        "duplicate" => clinic.Nobody.SendAsync(HttpMethod.Post, "/auth/salt", ApiClient.Json("""{"email":"a@example.org","email":"a@example.org"}""")),
        "not-allowed" => clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("specialty", "Logoterapia")),
        "read-only" => clinic.Admin.PatchAsync("/users/" + DemoAccounts.Patient.Id, new JsonObject { ["role"] = "admin" }),
        "not-found" => clinic.Admin.PostAsync("/users", Bodies.Patient(Bodies.Id())),
        "wrong" => ResetAsync(Bodies.Password),
        "guessable" => ResetAsync("password1"),
        _ => throw new InvalidOperationException($"Nothing provokes {code}."),
    };

    private Task<Answer> ResetAsync(string password) =>
        clinic.Nobody.PostAsync("/auth/password/reset", new JsonObject { ["email"] = Bodies.Email(), ["code"] = "123456", ["newPassword"] = password });

    private async Task<Answer> RawAsync(string request) => Assert.Single(await RawHttp.SendAsync(clinic.Host.BaseAddress, request));

    private async Task<ApiClient> StaffAsync(string role = "thanatologist")
    {
        var account = await clinic.CreateStaffAsync(role);
        return await clinic.Nobody.SignInAsync(account.Email, account.Password);
    }

    private async Task<ApiClient> ServiceAsync(string key) => clinic.Nobody.With((await clinic.Nobody.PostAsync("/auth/token", null, ("X-Api-Key", key))).Is(200).Json);

    private static JsonObject NewKey() => new() { ["name"] = "Clave", ["scopes"] = new JsonArray("clinic/self", "clinic/admin") };

    private async Task<Answer> DeactivatedAsync()
    {
        var admin = await StaffAsync("admin");
        (await clinic.Admin.DeleteAsync("/users/" + admin.UserId)).Is(204);
        return await admin.PostAsync("/exports", null);
    }

    private async Task<Answer> EndedKeyAsync()
    {
        var key = (await clinic.Admin.PostAsync("/auth/api-keys", NewKey())).Is(201);
        var service = await ServiceAsync(key.Value("key")!);
        (await clinic.Admin.DeleteAsync("/auth/api-keys/" + key.Id)).Is(204);
        return await service.PostAsync("/auth/api-keys", NewKey());
    }

    private async Task<Answer> NoUserAsync() => await (await ServiceAsync((await clinic.Admin.PostAsync("/auth/api-keys", NewKey())).Is(201).Value("key")!)).GetAsync("/auth/me");

    private async Task<Answer> RecordOfColleagueAsync() => await clinic.Thanatologist.PutAsync(
        $"/users/{await clinic.Thanatologist.CreatePatientAsync()}/record", new JsonObject { ["isOpen"] = true, ["thanatologistId"] = DemoAccounts.Thanatologist2.Id });

    private async Task<string> ClosedPatientAsync()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        await clinic.Thanatologist.CloseRecordAsync(patient);
        return patient;
    }

    private async Task<Answer> AlreadyAnsweredAsync()
    {
        await clinic.Admin.LoadInstrumentAsync("gad-7");
        (await clinic.Thanatologist.PostAsync($"/users/{DemoAccounts.Patient.Id}/assessment-requests", new JsonObject { ["instrument"] = "gad-7" })).Is(201);
        var request = (await clinic.Patient.GetAsync("/care/requests")).Is(200).Json["items"]![0]!["id"]!.GetValue<string>();
        var answers = new JsonObject { ["answers"] = new JsonObject(Enumerable.Range(1, 7).Select(number => KeyValuePair.Create($"q{number}", (JsonNode?)1))) };
        (await clinic.Patient.PostAsync($"/care/requests/{request}/answers", answers)).Is(201);
        return await clinic.Patient.PostAsync($"/care/requests/{request}/answers", answers);
    }

    private async Task<Answer> RecordClosedAsync() => await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(await ClosedPatientAsync()));

    /// <summary>A patient of a thanatologist of their own, so that no other test takes their times.</summary>
    private async Task<(ApiClient Thanatologist, string Patient)> PairAsync()
    {
        var thanatologist = await StaffAsync();
        return (thanatologist, await thanatologist.CreatePatientAsync());
    }

    private async Task<Answer> TooManyFeedsAsync()
    {
        var account = await clinic.CreateStaffAsync();
        var client = await clinic.Nobody.SignInAsync(account.Email, account.Password);
        for (var i = 0; i < 10; i++)
            await client.SubscribeAsync();
        return await client.PostAsync("/calendar/feeds", null);
    }

    private async Task<Answer> AlertClosedAsync()
    {
        var user = $"/users/{await clinic.Thanatologist.CreatePatientAsync()}";
        var opened = (await clinic.Thanatologist.PostAsync($"{user}/alerts", new JsonObject { ["kind"] = "other", ["severity"] = "low", ["text"] = "Llora mucho." })).Is(201);
        var review = new JsonObject { ["text"] = "Pasó.", ["closed"] = true };
        (await clinic.Thanatologist.PostAsync($"{user}/alerts/{opened.Id}/reviews", review)).Is(201);
        return await clinic.Thanatologist.PostAsync($"{user}/alerts/{opened.Id}/reviews", review);
    }

    private async Task<Answer> CareFullAsync()
    {
        var patient = await clinic.Thanatologist.CreatePatientAsync();
        await new Tables(clinic.Host).FillCareAsync(patient);
        return await clinic.Thanatologist.PostAsync($"/users/{patient}/losses", Bodies.Loss());
    }

    private async Task<Answer> TimeTakenAsync()
    {
        var (thanatologist, patient) = await PairAsync();
        (await thanatologist.PostAsync("/appointments", Bodies.Appointment(patient, "2035-03-19T10:00:00-06:00"))).Is(201);
        return await thanatologist.PostAsync("/appointments", Bodies.Appointment(patient, "2035-03-19T10:30:00-06:00"));
    }

    private async Task<Answer> OutsideAvailabilityAsync()
    {
        var (thanatologist, patient) = await PairAsync();
        return await thanatologist.PostAsync("/appointments", Bodies.Appointment(patient, "2035-03-19T10:00:00-06:00").Without("override"));
    }

    private async Task<Answer> ThanatologistInactiveAsync()
    {
        var (thanatologist, patient) = await PairAsync();
        (await clinic.Admin.DeleteAsync("/users/" + thanatologist.UserId)).Is(204);
        return await clinic.Support.PostAsync("/appointments", Bodies.Appointment(patient, "2035-03-19T10:00:00-06:00"));
    }

    private async Task<Answer> PatientInactiveAsync()
    {
        var (thanatologist, patient) = await PairAsync();
        (await clinic.Admin.DeleteAsync("/users/" + patient)).Is(204);
        return await thanatologist.PostAsync("/appointments", Bodies.Appointment(patient, "2035-03-19T10:00:00-06:00"));
    }

    private async Task<Answer> FinalStatusAsync()
    {
        var (thanatologist, patient) = await PairAsync();
        var booked = (await thanatologist.PostAsync("/appointments", Bodies.Appointment(patient, "2035-03-19T10:00:00-06:00"))).Is(201);
        return await thanatologist.PatchAsync("/appointments/" + booked.Id, new JsonObject { ["status"] = "no-show" });
    }

    private async Task<Answer> AppointmentUnusableAsync()
    {
        var (thanatologist, patient) = await PairAsync();
        var booked = (await thanatologist.PostAsync("/appointments", Bodies.Appointment(patient, "2035-03-19T10:00:00-06:00"))).Is(201);
        return await thanatologist.PostAsync("/sessions", Bodies.Session(await thanatologist.CreatePatientAsync()).With("appointmentId", booked.Id));
    }

    private async Task<Answer> AgendaFullAsync()
    {
        var (thanatologist, patient) = await PairAsync();
        await clinic.Tables.FillAgendaAsync(thanatologist.UserId);
        return await thanatologist.PostAsync("/appointments", Bodies.Appointment(patient, "2035-03-19T10:00:00-06:00"));
    }

    private async Task<Answer> AlreadyWaitingAsync()
    {
        var (thanatologist, patient) = await PairAsync();
        (await thanatologist.PostAsync("/waiting-list", Bodies.Waiting(patient))).Is(201);
        return await clinic.Support.PostAsync("/waiting-list", Bodies.Waiting(patient));
    }

    private async Task<Answer> KeyReusedAsync()
    {
        var key = ("Idempotency-Key", Bodies.Id());
        (await clinic.Thanatologist.PostAsync("/users", Bodies.Patient(), key)).Is(201);
        return await clinic.Thanatologist.PostAsync("/users", Bodies.Patient().With("title", "Sr."), key);
    }

    /// <summary>Of changes at the same time all but one are too late: after the password was looked at, as here, or before.</summary>
    private async Task<Answer> AccountChangedAsync()
    {
        while (true)
        {
            var client = await StaffAsync();
            var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(i =>
                client.PutAsync("/auth/password", new JsonObject { ["currentPassword"] = Bodies.Password, ["newPassword"] = $"otra-tinta-verde-{i}" })));
            if (answers.FirstOrDefault(answer => answer.Status == 409) is { } late)
                return late;
        }
    }

    private async Task<Answer> MessageNotSecureAsync()
    {
        var message = (await clinic.Admin.PostAsync("/messages", new JsonObject { ["to"] = Bodies.Email(), ["subject"] = "Hola", ["body"] = "Texto" })).Is(202);
        return await clinic.Admin.PostAsync($"/messages/{message.Id}/decrypt", null);
    }

    private async Task<Answer> SessionFullAsync()
    {
        var addenda = $"/sessions/{(await clinic.Thanatologist.WriteSessionAsync(await clinic.Thanatologist.CreatePatientAsync())).Id}/addenda";
        for (var i = 0; i < Core.Sessions.DynamoSessionStore.MostAddenda; i++)
            (await clinic.Thanatologist.PostAsync(addenda, new JsonObject { ["text"] = "Se corrige." })).Is(201);
        return await clinic.Thanatologist.PostAsync(addenda, new JsonObject { ["text"] = "Se corrige." });
    }

    private async Task<Answer> NoDraftAsync() =>
        await clinic.Thanatologist.PostAsync("/sessions", Bodies.Session(await clinic.Thanatologist.CreatePatientAsync()).With("fromDraft", true));

    private async Task<Answer> TooManyDraftsAsync()
    {
        var thanatologist = await StaffAsync();
        for (var i = 0; i < Core.Sessions.DynamoDrafts.MostOfOne; i++)
            (await thanatologist.PutAsync($"/users/{await thanatologist.CreatePatientAsync()}/draft", new JsonObject())).Is(200);
        return await thanatologist.PutAsync($"/users/{await thanatologist.CreatePatientAsync()}/draft", new JsonObject());
    }

    private async Task<Answer> SecondFactorExistsAsync()
    {
        var client = await StaffAsync();
        await client.SetUpSecondFactorAsync(Bodies.Password);
        return await client.PostAsync("/auth/mfa/enrol", new JsonObject { ["currentPassword"] = Bodies.Password });
    }

    private Task<Answer> EncodedAsync()
    {
        var body = ApiClient.Json("{}");
        body.Headers.ContentEncoding.Add("gzip");
        return clinic.Nobody.SendAsync(HttpMethod.Post, "/auth/salt", body);
    }

    private async Task<Answer> LockedAsync()
    {
        var login = Bodies.Login(Bodies.Email(), "x");
        for (var failure = 0; failure < 5; failure++)
            (await clinic.Nobody.PostAsync("/auth/login", login.DeepClone())).Is(401);
        return await clinic.Nobody.PostAsync("/auth/login", login);
    }

    private async Task<Answer> ApiKeyPausedAsync()
    {
        var key = (await clinic.Admin.PostAsync("/auth/api-keys", new JsonObject { ["name"] = "Pausada", ["scopes"] = new JsonArray("clinic/self") })).Is(201).Value("key")!;
        var wrong = key[..^1] + (key[^1] == 'A' ? 'B' : 'A');
        var answer = await clinic.Nobody.PostAsync("/auth/token", null, ("X-Api-Key", wrong));
        // Each process counts for itself.
        for (var tries = 0; tries < 200 && answer.Status == 401; tries++)
            answer = await clinic.Nobody.PostAsync("/auth/token", null, ("X-Api-Key", wrong));
        return answer;
    }

    private async Task<Answer> TooManyCodesAsync()
    {
        var reset = new JsonObject { ["email"] = Bodies.Email(), ["code"] = "123456", ["newPassword"] = Bodies.Password };
        for (var attempt = 0; attempt < 10; attempt++)
            (await clinic.Nobody.PostAsync("/auth/password/reset", reset.DeepClone())).Is(400);
        return await clinic.Nobody.PostAsync("/auth/password/reset", reset);
    }
}
