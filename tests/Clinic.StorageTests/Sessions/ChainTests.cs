using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Sessions;

public sealed class ChainTests(TableSet tables) : IClassFixture<TableSet>, IAsyncLifetime
{
    private ObjectFixture objects = null!;
    private ClinicServices clinic = null!;

    public async Task InitializeAsync()
    {
        objects = await ObjectFixture.StartAsync();
        clinic = new ClinicServices(tables, objects: objects.Client);
    }

    public async Task DisposeAsync() => await objects.DisposeAsync();

    [Fact]
    public async Task A_hundred_sessions_at_once_are_one_chain()
    {
        var (own, patient) = await PatientAsync();

        var views = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => WriteUntilTakenAsync(own, patient)));

        Assert.Equal(Enumerable.Range(1, 100), views.Select(view => view.Number).Order());
        Assert.Equal(new ChainView(100, 0, true, null, 1), await clinic.Chains.VerifyAsync(own, patient));
        var byNumber = views.OrderBy(view => view.Number).ToList();
        Assert.Equal(byNumber.Select(view => view.Signature!.Hash).Prepend(null).SkipLast(1), byNumber.Select(view => view.Signature!.PreviousHash));
        var stored = (await clinic.UserStore.FindAsync(patient))!;
        Assert.Equal((100, 1), (stored.Record!.SessionCount, stored.Version));
        Assert.Equal(100, (await clinic.Audit.ListAsync(patient, new Page(200, null))).Items.Count(entry => entry.Action == AuditAction.SessionWritten));
    }

    [Fact]
    public async Task Sessions_and_addenda_at_once_are_one_chain()
    {
        var (own, patient) = await PatientAsync();
        var first = await WriteAsync(own, patient);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => i % 2 == 0 ? (Task)WriteAsync(own, patient) : AddAsync(own, first.Id)));

        Assert.Equal(new ChainView(9, 8, true, null, 1), await clinic.Chains.VerifyAsync(own, patient));
        var shown = await clinic.Sessions.GetAsync(own, first.Id);
        Assert.Equal(first.Signature, shown.Signature);
        Assert.Equal((own.UserId, "Itzel Muñoz", A.Moment), (shown.Addenda![7].Signature!.SignedById, shown.Addenda[7].Signature!.SignedByName, shown.Addenda[7].Signature!.SignedAt));
    }

    [Fact]
    public async Task What_a_note_has_is_stored_and_signed_with_the_signers_licence()
    {
        var doctor = await clinic.StoreAsync(A.Staff().With(data => data with { Email = $"{A.Id()}@example.org", ProfessionalLicence = "1234567" }).Build());
        var own = A.Caller(Role.Thanatologist, doctor.Id);
        var patient = (await clinic.StoreAsync(A.Patient().Of(doctor.Id).Build())).Id;
        var note = A.NewSession(patient) with { StartTime = "09:30", Minutes = 50, Mode = AppointmentMode.Video, Problem = " Duelo. ", Prognosis = "Bueno.", Plan = "Otra sesión." };

        var view = await clinic.Sessions.AddAsync(own, note, A.NoKey<SessionView>());

        Assert.Equal(("09:30", 50, AppointmentMode.Video, "Duelo.", "Bueno.", "Otra sesión."), (view.StartTime, view.Minutes, view.Mode, view.Problem, view.Prognosis, view.Plan));
        Assert.Equal(new Signature(view.Signature!.Hash, null, doctor.Id, "Itzel Muñoz", "1234567", A.Moment), view.Signature);
        Assert.Equivalent(view, await clinic.Sessions.GetAsync(own, view.Id), strict: true);
        Assert.True((await clinic.Chains.VerifyAsync(own, patient)).Valid);
    }

    [Fact]
    public async Task What_is_changed_in_the_table_is_found()
    {
        var (own, patient) = await PatientAsync();
        for (var i = 0; i < 3; i++)
            await WriteAsync(own, patient);

        await SetAsync(patient, 2, "SET gender = :value", "Otro");

        var view = await clinic.Chains.VerifyAsync(own, patient);
        Assert.Equal((3, false, new ChainPlace(SessionId.Of(patient, 2), 2, null)), (view.Sessions, view.Valid, view.FirstBroken));
    }

    [Fact]
    public async Task Those_who_may_list_a_patients_sessions_may_verify_them()
    {
        var (_, patient) = await PatientAsync();

        Assert.Equal(new ChainView(0, 0, true, null, 1), await clinic.Chains.VerifyAsync(clinic.Admin, patient));
        Assert.True((await clinic.Chains.VerifyAsync(A.Service(Scope.SessionsRead), patient)).Valid);
        foreach (var id in new[] { patient, A.Id() })
            await Assert.ThrowsAsync<NotFoundException>(async () => await clinic.Chains.VerifyAsync(await clinic.ThanatologistAsync(), id));
    }

    [Fact]
    public async Task The_head_of_a_day_is_kept_once_it_is_over_and_a_chain_that_was_made_anew_lacks_it()
    {
        var (own, patient) = await PatientAsync();
        await WriteAsync(own, patient);
        var last = await WriteAsync(own, patient);
        Assert.DoesNotContain(patient, await clinic.Heads.ListDueAsync());
        clinic.Time.Advance(TimeSpan.FromDays(1));
        Assert.Contains(patient, await clinic.Heads.ListDueAsync());

        Assert.True(await clinic.Heads.KeepAsync(patient));

        Assert.False(await clinic.Heads.KeepAsync(patient));
        Assert.DoesNotContain(patient, await clinic.Heads.ListDueAsync());
        var kept = Assert.Single((await objects.Client.ListObjectsV2Async(new() { BucketName = ObjectFixture.LockedBucket })).S3Objects);
        Assert.Equal($"heads/{patient}/2026-11-22/{last.Signature!.Hash}", kept.Key);
        Assert.True((await clinic.Chains.VerifyAsync(own, patient)).Valid);

        // Somebody with the tables makes the chain anew, with the product's own code.
        foreach (var number in new[] { 1, 2 })
            await tables.Dynamo.DeleteItemAsync(tables.Sessions, SessionItems.Key(patient, number).Attributes);
        await tables.Dynamo.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = tables.Users,
            Key = UserItems.Key(patient).Attributes,
            UpdateExpression = "SET sessionCount = :none REMOVE chainHead",
            ExpressionAttributeValues = new() { [":none"] = new AttributeValue { N = "0" } },
        });
        await WriteAsync(own, patient);
        Assert.Equal(1, (await clinic.Chains.VerifyAsync(own, patient)).FirstBroken?.Number);
    }

    /// <summary>The head was put and the note of it was not.</summary>
    [Fact]
    public async Task A_head_that_is_kept_already_is_kept_again_without_harm_and_the_next_day_has_its_own()
    {
        var (own, patient) = await PatientAsync();
        var first = await WriteAsync(own, patient);
        clinic.Time.Advance(TimeSpan.FromDays(1));
        await clinic.Heads.KeepAsync(patient);
        await tables.Dynamo.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = tables.Users,
            Key = UserItems.Key(patient).Attributes,
            UpdateExpression = "SET headDue = :day",
            ExpressionAttributeValues = new() { [":day"] = new AttributeValue { S = "2026-11-22" } },
        });
        Assert.True(await clinic.Heads.KeepAsync(patient));
        await AddAsync(own, first.Id);
        Assert.False(await clinic.Heads.KeepAsync(patient)); // the day is not over

        clinic.Time.Advance(TimeSpan.FromDays(1));
        await clinic.Heads.KeepAsync(patient);

        Assert.Equal(2, (await objects.Client.ListObjectsV2Async(new() { BucketName = ObjectFixture.LockedBucket })).S3Objects.Count);
        Assert.Equal(new ChainView(1, 1, true, null, 1), await clinic.Chains.VerifyAsync(own, patient));
    }

    /// <summary>A repair that dies at its first request, then at the second, and so on until it lives, while sessions are written.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_older_gets_into_the_chain_once_wherever_the_repair_dies(bool isLastDone)
    {
        var (own, patient) = await PatientAsync();
        for (var i = 0; i < 10; i++)
            await WriteAsync(own, patient);
        await AddAsync(own, SessionId.Of(patient, 1));
        await ForgetAsync(patient, 10);
        await WriteAsync(own, patient);
        await AddAsync(own, SessionId.Of(patient, 1));
        Assert.Equal(new ChainView(1, 1, true, null, 11), await clinic.Chains.VerifyAsync(own, patient));

        for (var last = 1; ; last++)
        {
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last, isLastDone);
            await Record.ExceptionAsync(() => clinic.Restarted(dying.Client).ChainRepair.AdoptAsync(null, $"run {last}"));
            Assert.True((await clinic.Chains.VerifyAsync(own, patient)).Valid);
            if (!dying.HasDied)
                break;
            Assert.InRange(last, 1, 200);
        }

        Assert.Equal(new ChainView(11, 2, true, null, 1), await clinic.Chains.VerifyAsync(own, patient));
        var (sessions, addenda, next) = await clinic.ChainRepair.AdoptAsync(null, "again");
        Assert.Equal((0, 0, null), (sessions, addenda, next));
        Assert.Equal("operator", (await clinic.Sessions.GetAsync(own, SessionId.Of(patient, 1))).Signature!.SignedById);
        Assert.Contains((await clinic.Audit.ListAsync(patient, new Page(50, null))).Items, entry => entry.Action == AuditAction.SessionsChained);
    }

    [Fact]
    public async Task Sessions_that_are_written_while_older_ones_are_taken_in_lose_nothing()
    {
        var (own, patient) = await PatientAsync();
        for (var i = 0; i < 20; i++)
            await WriteAsync(own, patient);
        await ForgetAsync(patient, 20);

        await Task.WhenAll([clinic.ChainRepair.AdoptAsync(null, "a"), clinic.ChainRepair.AdoptAsync(null, "b"), .. Enumerable.Range(0, 5).Select(_ => (Task)WriteAsync(own, patient))]);

        Assert.Equal(new ChainView(25, 0, true, null, 1), await clinic.Chains.VerifyAsync(own, patient));
    }

    private async Task<(Caller Own, string PatientId)> PatientAsync()
    {
        var own = await clinic.ThanatologistAsync();
        return (own, (await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build())).Id);
    }

    private Task<SessionView> WriteAsync(Caller own, string patient) =>
        clinic.Sessions.AddAsync(A.Caller(own.Role!.Value, own.UserId), A.NewSession(patient), A.NoKey<SessionView>());

    /// <summary>Whoever is told that the service is busy asks again, as a client does: on a slow machine so many at once take longer than one request may.</summary>
    private async Task<SessionView> WriteUntilTakenAsync(Caller own, string patient)
    {
        while (true)
        {
            try
            {
                return await WriteAsync(own, patient);
            }
            catch (BusyException)
            {
                // Nothing was written.
            }
        }
    }

    private Task<AddendumView> AddAsync(Caller own, string id) =>
        clinic.Sessions.AddAddendumAsync(A.Caller(own.Role!.Value, own.UserId), id, new NewAddendum("más"), A.NoKey<AddendumView>());

    /// <summary>Makes the sessions of a patient such as the product wrote them before there were chains.</summary>
    private async Task ForgetAsync(string patient, int count)
    {
        for (var number = 1; number <= count; number++)
            await SetAsync(patient, number, "REMOVE signature, restHash");
        if ((await clinic.SessionStore.FindAsync(patient, 1))!.Addenda.Count > 0)
            await SetAsync(patient, 1, "REMOVE addenda[0].signature");
        await tables.Dynamo.UpdateItemAsync(new UpdateItemRequest { TableName = tables.Users, Key = UserItems.Key(patient).Attributes, UpdateExpression = "REMOVE chainHead, headDue, dueAt" });
    }

    private Task<UpdateItemResponse> SetAsync(string patient, int number, string update, string? value = null) => tables.Dynamo.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = tables.Sessions,
        Key = SessionItems.Key(patient, number).Attributes,
        UpdateExpression = update,
        ExpressionAttributeValues = value is null ? null : new() { [":value"] = new AttributeValue { S = value } },
    });
}
