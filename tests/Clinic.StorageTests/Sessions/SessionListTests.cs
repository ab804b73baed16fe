using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Sessions;

public sealed class SessionListTests(TableSet tables) : IClassFixture<TableSet>
{
    private static readonly DateOnly First = new(2026, 1, 10);
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task A_session_that_is_entered_late_stands_by_its_date_and_keeps_its_number()
    {
        var (own, patient) = await PatientAsync();
        foreach (var day in new[] { 20, 10, 30, 10 })
            await WriteAsync(own, patient, new DateOnly(2026, 1, day));

        var listed = await WalkAsync(own, OfPatient(patient), 25);

        Assert.Equal([(30, 3), (20, 1), (10, 4), (10, 2)], listed.Select(session => (session.Date.Day, session.Number)));
    }

    [Fact]
    public async Task Others_than_thanatologists_list_everybodys_sessions()
    {
        var (own, patient) = await PatientAsync();
        await WriteAsync(own, patient, First);

        Assert.Single(await WalkAsync(clinic.Admin, new SessionQuery(null, own.UserId, null, null), 25));
        Assert.Single(await WalkAsync(A.Service(Scope.SessionsRead), new SessionQuery(null, own.UserId, null, null), 25));
        Assert.Single(await WalkAsync(A.Service(Scope.SessionsRead), OfPatient(patient), 25));
        foreach (var id in new[] { patient.Id, A.Id() })
            await Assert.ThrowsAsync<NotFoundException>(() => WalkAsync(clinic.Admin, new SessionQuery(null, id, null, null), 25));
    }

    [Fact]
    public async Task One_thanatologists_sessions_of_a_patient_are_listed_page_by_page_too()
    {
        var (own, patient) = await PatientAsync();
        for (var i = 0; i < 3; i++)
            await WriteAsync(own, patient, First.AddDays(i));

        var query = OfPatient(patient) with { ThanatologistId = own.UserId };

        Assert.Equal([3, 2, 1], (await WalkAsync(own, query, 1)).Select(session => session.Number));
        Assert.Equal([3, 2, 1], (await clinic.SessionList.ListAsync(query, new Page(25, null))).Items.Select(session => session.Number));
    }

    /// <summary>A patient's list is read consistently, and no more of it than the page needs unless a filter leaves something out.</summary>
    [Fact]
    public async Task What_is_asked_of_DynamoDB_is_what_the_page_needs()
    {
        JsonNode asked = null!;
        var network = new UnreliableNetwork(async (_, request, _) =>
        {
            asked = JsonNode.Parse(await request.Content!.ReadAsStringAsync())!;
            return null;
        });
        using var client = await network.ClientAsync(new AmazonDynamoDBConfig());
        var list = new DynamoSessionList(client, tables.Sessions);

        await list.ListAsync(new SessionQuery(A.Id(), null, null, null), new Page(25, null));
        Assert.Equal((true, 26), ((bool?)asked["ConsistentRead"], (int?)asked["Limit"]));

        await list.ListAsync(new SessionQuery(A.Id(), A.Id(), null, null), new Page(25, null));
        Assert.Equal((true, null), ((bool?)asked["ConsistentRead"], (int?)asked["Limit"]));
    }

    [Fact]
    public async Task Numbers_of_one_day_are_ordered_as_numbers()
    {
        var (own, patient) = await PatientAsync();
        for (var i = 0; i < 12; i++)
            await WriteAsync(own, patient, First);

        Assert.Equal(Enumerable.Range(1, 12).Reverse(), (await WalkAsync(own, OfPatient(patient), 5)).Select(session => session.Number));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task Every_page_size_walks_through_both_lists_without_gap_or_repeat(int limit)
    {
        var (own, one) = await PatientAsync();
        var other = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
        for (var i = 0; i < 4; i++)
        {
            await WriteAsync(own, one, First.AddDays(i / 2));
            await WriteAsync(own, other, First.AddDays(i / 2));
        }

        var ofPatient = await WalkAsync(own, OfPatient(one), limit);
        var ofThanatologist = await WalkAsync(own, new SessionQuery(null, own.UserId, null, null), limit);

        Assert.Equal([4, 3, 2, 1], ofPatient.Select(session => session.Number));
        Assert.Equal(8, ofThanatologist.DistinctBy(session => session.Id).Count());
        Assert.Equal([(11, 4), (11, 4), (11, 3), (11, 3), (10, 2), (10, 2), (10, 1), (10, 1)], ofThanatologist.Select(session => (session.Date.Day, session.Number)));
    }

    [Theory]
    [InlineData(null, null, 4)]
    [InlineData("2026-01-11", null, 3)]
    [InlineData(null, "2026-01-12", 3)]
    [InlineData("2026-01-11", "2026-01-12", 2)]
    [InlineData("2026-01-12", "2026-01-12", 1)]
    [InlineData("2026-02-01", null, 0)]
    public async Task A_period_includes_its_first_and_last_day(string? from, string? to, int count)
    {
        var (own, patient) = await PatientAsync();
        for (var i = 0; i < 4; i++)
            await WriteAsync(own, patient, First.AddDays(i));
        var (first, last) = (from is null ? null : QueryParameter.ParseDate(from), to is null ? null : QueryParameter.ParseDate(to));

        Assert.Equal(count, (await WalkAsync(own, new SessionQuery(patient.Id, null, first, last), 2)).Count);
        Assert.Equal(count, (await WalkAsync(own, new SessionQuery(null, own.UserId, first, last), 2)).Count);
    }

    [Fact]
    public async Task Both_filters_together_are_the_patients_sessions_that_the_thanatologist_held()
    {
        var (own, patient) = await PatientAsync();
        var substitute = await clinic.ThanatologistAsync("Ñuño");
        await WriteAsync(own, patient, First);
        await clinic.Sessions.AddAsync(substitute, A.NewSession(patient.Id) with { Substitute = true, Reason = "x" }, A.NoKey<SessionView>());
        await WriteAsync(own, patient, First);

        var held = Assert.Single(await WalkAsync(clinic.Admin, new SessionQuery(patient.Id, substitute.UserId, null, null), 1));

        Assert.Equal((2, substitute.UserId, "Itzel Ñuño", "Tanatología"), (held.Number, held.ThanatologistId, held.ThanatologistName, held.InterventionType));
    }

    [Fact]
    public async Task Nobody_lists_what_they_may_not_see()
    {
        var (own, patient) = await PatientAsync();
        var colleague = await clinic.ThanatologistAsync();

        await Assert.ThrowsAsync<NotFoundException>(() => WalkAsync(colleague, OfPatient(patient), 5));
        await Assert.ThrowsAsync<NotFoundException>(() => WalkAsync(colleague, new SessionQuery(null, own.UserId, null, null), 5));
        await Assert.ThrowsAsync<NotFoundException>(() => WalkAsync(clinic.Admin, new SessionQuery(A.Id(), null, null, null), 5));
        await Assert.ThrowsAsync<NotFoundException>(() => WalkAsync(clinic.Admin, new SessionQuery(own.UserId, null, null, null), 5));
        await Assert.ThrowsAsync<NotFoundException>(() => WalkAsync(clinic.Admin, new SessionQuery(null, patient.Id, null, null), 5));
        await Assert.ThrowsAsync<NotFoundException>(() => WalkAsync(clinic.Admin, new SessionQuery(null, A.Id(), null, null), 5));
    }

    [Fact]
    public async Task A_list_needs_a_patient_or_a_thanatologist_and_a_period_that_does_not_end_before_it_begins()
    {
        var (own, patient) = await PatientAsync();

        await AssertRefusedAsync("userId", own, new SessionQuery(null, null, null, null));
        await AssertRefusedAsync("to", own, new SessionQuery(patient.Id, null, First, First.AddDays(-1)));
        await AssertRefusedAsync("to", own, new SessionQuery(null, own.UserId, First, First.AddDays(-1)));
    }

    private static SessionQuery OfPatient(User patient) => new(patient.Id, null, null, null);

    private async Task<(Caller Own, User Patient)> PatientAsync()
    {
        var own = await clinic.ThanatologistAsync();
        return (own, await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build()));
    }

    private Task<SessionView> WriteAsync(Caller caller, User patient, DateOnly date) =>
        clinic.Sessions.AddAsync(A.Caller(caller.Role!.Value, caller.UserId), A.NewSession(patient.Id) with { Date = date }, A.NoKey<SessionView>());

    private async Task AssertRefusedAsync(string field, Caller caller, SessionQuery query) =>
        Assert.Equal(field, Assert.Single((await Assert.ThrowsAsync<InvalidInputException>(() => WalkAsync(caller, query, 5))).Errors).Key);

    private async Task<List<SessionSummary>> WalkAsync(Caller caller, SessionQuery query, int limit)
    {
        var found = new List<SessionSummary>();
        string? after = null;
        do
        {
            var slice = await clinic.Sessions.ListAsync(caller, query, new Page(limit, after));
            Assert.True(slice.Items.Count == limit || slice.Next is null);
            found.AddRange(slice.Items);
            after = slice.Next;
        }
        while (after is not null);
        return found;
    }
}
