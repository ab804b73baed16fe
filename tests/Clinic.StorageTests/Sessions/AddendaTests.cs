using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Sessions;

public sealed class AddendaTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task Addenda_stand_in_the_order_in_which_they_were_written()
    {
        var (own, id) = await SessionAsync();

        var first = await AddAsync(own, id, " uno ");
        clinic.Time.Advance(TimeSpan.FromHours(1));
        await AddAsync(own, id, "dos");

        Assert.Equal(("uno", own.UserId, "Itzel Muñoz", A.Moment), (first.Text, first.ById, first.ByName, first.At));
        Assert.Equal(["uno", "dos"], (await clinic.Sessions.GetAsync(own, id)).Addenda!.Select(addendum => addendum.Text));
    }

    [Fact]
    public async Task A_service_writes_an_addendum_without_a_name()
    {
        var (_, id) = await SessionAsync();
        var service = A.Service(Scope.SessionsRead, Scope.SessionsWrite);

        var added = await AddAsync(service, id, "uno");

        Assert.Equal((service.Subject, null), (added.ById, added.ByName));
    }

    [Fact]
    public async Task A_session_that_is_not_there_gets_no_addendum()
    {
        var (own, id) = await SessionAsync();
        var (userId, _) = SessionId.Parse(id)!.Value;
        var session = (await clinic.SessionStore.FindAsync(userId, 1))! with { Number = 2 };
        var entry = AuditEntry.Of(own, userId, AuditAction.AddendumWritten, A.Moment);

        var patient = (await clinic.UsersTable.FindAsync(userId))!;

        await Assert.ThrowsAsync<ConflictException>(() =>
            clinic.SessionStore.AddAsync(own, session, new Addendum("uno", own.UserId!, null, A.Moment), patient, new ChainHead("x", A.Day), entry, null));

        Assert.Null(await clinic.SessionStore.FindAsync(userId, 2));
    }

    [Fact]
    public async Task A_session_whose_patient_is_gone_is_its_thanatologists_alone()
    {
        var (own, id) = await SessionAsync();
        await tables.Dynamo.DeleteItemAsync(tables.Users, UserItems.Key(SessionId.Parse(id)!.Value.UserId).Attributes);

        await Assert.ThrowsAsync<NotFoundException>(async () => await clinic.Sessions.GetAsync(await clinic.ThanatologistAsync(), id));
        Assert.Equal(id, (await clinic.Sessions.GetAsync(own, id)).Id);
    }

    [Fact]
    public async Task Of_25_at_once_20_are_written()
    {
        var (own, id) = await SessionAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => Record.ExceptionAsync(() => AddAsync(A.Caller(Role.Thanatologist, own.UserId), id, $"n. {i}"))));

        Assert.Equal(20, outcomes.Count(outcome => outcome is null));
        Assert.All(outcomes.OfType<Exception>(), error => Assert.IsType<ConflictException>(error));
        Assert.Equal(20, (await clinic.Sessions.GetAsync(own, id)).Addenda!.DistinctBy(addendum => addendum.Text).Count());
    }

    [Fact]
    public async Task Twenty_addenda_of_the_longest_text_fit()
    {
        var (own, id) = await SessionAsync(new string('ñ', 20_000));

        for (var i = 0; i < 20; i++)
            await AddAsync(own, id, new string('ñ', 5_000));

        Assert.Equal(20, (await clinic.Sessions.GetAsync(own, id)).Addenda!.Count);
    }

    /// <summary>Characters of four bytes: the last that find no room are refused, and the item stays one that can be written.</summary>
    [Fact]
    public async Task Addenda_beyond_what_an_item_holds_are_refused()
    {
        var (own, id) = await SessionAsync(string.Concat(Enumerable.Repeat("😀", 20_000)));
        var longest = string.Concat(Enumerable.Repeat("😀", 5_000));

        for (var i = 0; i < 11; i++)
            await AddAsync(own, id, longest);

        await Assert.ThrowsAsync<ConflictException>(() => AddAsync(own, id, longest));
        Assert.Equal(11, (await clinic.Sessions.GetAsync(own, id)).Addenda!.Count);
    }

    [Fact]
    public async Task A_session_of_a_closed_record_may_still_be_added_to()
    {
        var (own, id) = await SessionAsync();
        await clinic.Records.PutAsync(own, SessionId.Parse(id)!.Value.UserId, new(false), VersionCondition.Any);

        Assert.Equal("más", (await AddAsync(own, id, "más")).Text);
    }

    [Fact]
    public async Task Strangers_and_unknown_sessions_are_not_found_and_nothing_is_written()
    {
        var (_, id) = await SessionAsync();
        var stranger = await clinic.ThanatologistAsync();
        var before = await tables.ContentsAsync();

        await Assert.ThrowsAsync<NotFoundException>(() => AddAsync(stranger, id, "x"));
        await Assert.ThrowsAsync<NotFoundException>(() => AddAsync(clinic.Admin, SessionId.Of(A.Id(), 1), "x"));
        await Assert.ThrowsAsync<NotFoundException>(() => AddAsync(clinic.Admin, "garbage", "x"));

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task An_addendum_is_in_the_history_with_its_session()
    {
        var (own, id) = await SessionAsync();

        await AddAsync(own, id, "más");

        var entries = (await clinic.Audit.ListAsync(SessionId.Parse(id)!.Value.UserId, new Page(10, null))).Items;
        Assert.Equal([id], Assert.Single(entries, entry => entry.Action == AuditAction.AddendumWritten).Fields);
    }

    private async Task<(Caller Own, string Id)> SessionAsync(string evaluation = "Llora.")
    {
        var own = await clinic.ThanatologistAsync();
        var patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
        var view = await clinic.Sessions.AddAsync(own, A.NewSession(patient.Id) with { Evaluation = evaluation }, A.NoKey<SessionView>());
        return (own, view.Id);
    }

    private Task<AddendumView> AddAsync(Caller caller, string id, string text) =>
        clinic.Sessions.AddAddendumAsync(caller, id, new NewAddendum(text), A.NoKey<AddendumView>());
}
