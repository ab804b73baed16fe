using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;
using Clinic.Core.Users;
using Clinic.Sessions;
using Clinic.Testing;
using Clinic.Users;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Xunit;

namespace Clinic.StorageTests.Idempotency;

/// <summary>Idempotency-Key through the function hosts of users and sessions, with the real store.</summary>
public sealed class IdempotencyTests : IClassFixture<TableSet>
{
    private readonly TableSet tables;
    private readonly ClinicServices clinic;
    private readonly FunctionHost<UsersApi> users;
    private readonly FunctionHost<SessionsApi> sessions;

    public IdempotencyTests(TableSet tables)
    {
        this.tables = tables;
        clinic = new ClinicServices(tables);
        var patientSessions = new PatientSessions(clinic.UsersTable, clinic.SessionList);
        var usersApi = new UsersApi(clinic.Users, clinic.Records, patientSessions, clinic.Time);
        var sessionsApi = new SessionsApi(clinic.Sessions, clinic.Chains, clinic.Drafts, clinic.Groups, new ClinicCalendar(TimeZoneInfo.Utc, clinic.Time));
        users = new FunctionHost<UsersApi>(UsersApi.Routes, usersApi, new Headers("*"), new Problems(Language.Spanish), NullLogger.Instance, new PageTokens(clinic.Keys), clinic.Answers);
        sessions = new FunctionHost<SessionsApi>(SessionsApi.Routes, sessionsApi, new Headers("*"), new Problems(Language.Spanish), NullLogger.Instance, new PageTokens(clinic.Keys), clinic.Answers);
    }

    [Fact]
    public async Task Twenty_duplicates_at_once_create_one_patient_and_get_one_answer()
    {
        var own = await clinic.ThanatologistAsync();
        var email = $"{A.Id()}@example.org";
        var (body, key) = (Patient(email), A.Id());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CreateAsync(own, key, body)));

        Assert.All(answers, answer => Assert.Equal(201, answer.StatusCode));
        Assert.Single(answers.Select(answer => (answer.Body, answer.Headers["Location"], answer.Headers["ETag"])).Distinct());
        Assert.Single(answers, answer => !answer.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Single(await tables.ItemsAsync(tables.Users), user => user.TryGetValue("thanatologistId", out var held) && held.S == own.UserId);
        Assert.Single(await clinic.Mails.ToAsync(email));
    }

    /// <summary>Nothing but the key tells the duplicates from other patients.</summary>
    [Fact]
    public async Task Twenty_duplicates_at_once_create_one_patient_without_an_email_too()
    {
        var own = await clinic.ThanatologistAsync();
        var (body, key) = (Patient(null), A.Id());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => CreateAsync(own, key, body)));

        Assert.All(answers, answer => Assert.Equal(201, answer.StatusCode));
        Assert.Single(answers, answer => !answer.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Single(await tables.ItemsAsync(tables.Users), user => user.TryGetValue("thanatologistId", out var held) && held.S == own.UserId);
    }

    [Fact]
    public async Task A_response_without_a_body_is_stored_too()
    {
        var claim = new IdempotencyClaim(A.Id(), "fingerprint");
        var transaction = new Transaction(tables.Dynamo);
        await clinic.Answers.AddToAsync(transaction, new StoredResponse(claim, new Response(204)));
        await transaction.CommitAsync();

        var stored = (await clinic.Answers.FindAsync(claim))!.Response;

        Assert.Equal((204, null, null), (stored.Status, stored.Body, stored.ContentType));
    }

    [Fact]
    public async Task A_stored_response_opens_under_its_own_key_alone()
    {
        var (claim, other) = (new IdempotencyClaim(A.Id(), "fingerprint"), new IdempotencyClaim(A.Id(), "fingerprint"));
        var transaction = new Transaction(tables.Dynamo);
        await clinic.Answers.AddToAsync(transaction, new StoredResponse(claim, new Response(201, "{}", "application/json")));
        await transaction.CommitAsync();
        var item = (await tables.Dynamo.FindAsync(tables.Idempotency, new Item().Text("pk", claim.Key)))!;
        item["pk"] = new(other.Key);
        await tables.Dynamo.PutItemAsync(tables.Idempotency, item);

        Assert.Equal("{}", (await clinic.Answers.FindAsync(claim))!.Response.Body);
        await Assert.ThrowsAsync<InvalidOperationException>(() => clinic.Answers.FindAsync(other));
    }

    [Fact]
    public async Task Twenty_duplicates_at_once_write_one_session_even_when_it_closes_the_record()
    {
        var own = await clinic.ThanatologistAsync();
        var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
        var (body, key) = (Session(patient.Id, closes: true), A.Id());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => WriteAsync(own, key, body)));

        Assert.All(answers, answer => Assert.Equal(201, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(answers, answer => !answer.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal(1, (await clinic.UserStore.FindAsync(patient.Id))!.Record!.SessionCount);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_409()
    {
        var own = await clinic.ThanatologistAsync();
        var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
        var key = A.Id();
        await WriteAsync(own, key, Session(patient.Id));
        var before = await tables.ContentsAsync();

        Assert.Equal(409, (await WriteAsync(own, key, Session(patient.Id) + " ")).StatusCode);
        Assert.Equal(409, (await CreateAsync(own, key, Patient(null))).StatusCode);

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task Another_callers_same_key_is_another_key()
    {
        var (one, other) = (await clinic.ThanatologistAsync(), await clinic.ThanatologistAsync());
        var (body, key) = (Patient(null), A.Id());

        var answers = new[] { await CreateAsync(one, key, body), await CreateAsync(other, key, body) };

        Assert.All(answers, answer => Assert.False(answer.Headers.ContainsKey("Idempotency-Replayed")));
        Assert.NotEqual(answers[0].Body, answers[1].Body);
    }

    [Fact]
    public async Task After_24_hours_the_same_request_has_its_effect_again()
    {
        var own = await clinic.ThanatologistAsync();
        var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
        var (body, key) = (Session(patient.Id), A.Id());
        await WriteAsync(own, key, body);

        clinic.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal("true", (await WriteAsync(own, key, body)).Headers["Idempotency-Replayed"]);

        clinic.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("Idempotency-Replayed", (await WriteAsync(own, key, body)).Headers);
        Assert.Equal(2, (await clinic.UserStore.FindAsync(patient.Id))!.Record!.SessionCount);
    }

    [Fact]
    public async Task A_refusal_is_not_kept()
    {
        var own = await clinic.ThanatologistAsync();
        var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Closed().Build());
        var (body, key) = (Session(patient.Id), A.Id());
        Assert.Equal(409, (await WriteAsync(own, key, body)).StatusCode);

        await clinic.Records.PutAsync(own, patient.Id, new RecordEdit(true), VersionCondition.Any);

        Assert.Equal(201, (await WriteAsync(own, key, body)).StatusCode);
    }

    [Fact]
    public async Task An_odd_key_is_400_and_writes_nothing()
    {
        var own = await clinic.ThanatologistAsync();
        var before = await tables.ContentsAsync();

        Assert.Equal(400, (await CreateAsync(own, "two words", Patient(null))).StatusCode);

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task Without_a_key_the_same_request_has_its_effect_twice()
    {
        var own = await clinic.ThanatologistAsync();

        Assert.NotEqual((await CreateAsync(own, null, Patient(null))).Body, (await CreateAsync(own, null, Patient(null))).Body);
    }

    private static string Patient(string? email) =>
        $$"""{"role":"patient","firstName":"Rosa","firstLastName":"Gómez"{{(email is null ? "" : $",\"email\":\"{email}\"")}}}""";

    private static string Session(string patientId, bool closes = false) =>
        $$"""{"userId":"{{patientId}}","date":"2026-11-22","serviceType":"Herramientas Alternativas","interventionType":"Flores de Bach","tool":"Otro","motive":"Duelo","evaluation":"x","recoveryFee":0,"closeRecord":{{(closes ? "true" : "false")}}}""";

    private Task<APIGatewayProxyResponse> CreateAsync(Caller caller, string? key, string body) => users.HandleAsync(Event("/users", caller, key, body), Mock.Of<ILambdaContext>());

    private Task<APIGatewayProxyResponse> WriteAsync(Caller caller, string? key, string body) => sessions.HandleAsync(Event("/sessions", caller, key, body), Mock.Of<ILambdaContext>());

    private static APIGatewayProxyRequest Event(string path, Caller caller, string? key, string body)
    {
        var request = GatewayEvent.Of("POST", path, body).From(caller);
        request.RequestContext.RequestId = A.Id();
        if (key is not null)
            request.Headers["Idempotency-Key"] = key;
        return request;
    }
}
