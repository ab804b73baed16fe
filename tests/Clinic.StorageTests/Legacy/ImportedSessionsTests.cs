using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Ingestion;
using Clinic.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Clinic.StorageTests.Legacy;

/// <summary>Sessions and their figures are written once, whatever breaks off in between.</summary>
public sealed class ImportedSessionsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private ImportedMonth month = null!;

    public async Task InitializeAsync() => month = await ImportedMonth.StartAsync();

    public async Task DisposeAsync() => await month.DisposeAsync();

    [Fact]
    public async Task A_month_is_written_and_leaves_no_journal()
    {
        var sessions = ImportedMonth.Sessions(30);

        await month.Importer().AddAsync(sessions);

        await month.AssertAsync(sessions);
        Assert.Empty(await month.JournalAsync());
    }

    [Fact]
    public async Task Imports_of_one_month_follow_each_other()
    {
        var (first, second, third) = (ImportedMonth.Sessions(7), ImportedMonth.Sessions(30, first: 3), ImportedMonth.Sessions(5, first: 9));

        await month.Importer().AddAsync(first);
        await month.ReportsAsync();
        await month.AddAndDieAsync(second, 6);
        await month.ReportsAsync();
        await month.Importer().CompleteAsync();
        await month.Importer().AddAsync(third);

        await month.AssertAsync([.. first, .. second, .. third]);
    }

    /// <summary>
    /// After every single request the process dies, and then those that complete what it has left, each one a request later. Who dies
    /// before a request leaves what is left after the one before it. Each time it is another third of the writing's requests; a failure
    /// prints which.
    /// </summary>
    [Fact]
    public async Task A_crash_at_any_request_changes_nothing_of_the_end()
    {
        var sessions = ImportedMonth.Sessions(30, letters: 10_000);
        var requests = await month.AddAndDieAsync(sessions, int.MaxValue);
        await month.AssertAsync(sessions);
        Assert.InRange(requests, 12, 40);
        Assert.True(sessions.Sum(session => session.Evaluation.Length * 3) > 2 * JournalPages.MostBytes);

        await Parallel.ForEachAsync(FailingDynamo.OneIn(3, output).TakeWhile(last => last <= requests), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (last, _) =>
        {
            await using var other = await ImportedMonth.StartAsync();
            Assert.Equal(last, await other.AddAndDieAsync(sessions, last));
            await other.ReportsAsync();
            for (var later = 1; await CompleteAndDieAsync(other, later); later++)
                await other.ReportsAsync();

            var written = await other.CountAsync();
            Assert.Contains(written, (int[])[0, sessions.Count]);
            if (written == 0) // it had not begun
                await other.Importer().AddAsync(sessions);
            await other.AssertAsync(sessions);
        });
    }

    [Fact]
    public async Task An_addendum_to_a_session_of_an_import_that_broke_off_stays()
    {
        var sessions = ImportedMonth.Sessions(60);
        await month.AddAndDieWhenAsync(sessions, async () => await month.CountAsync() > 0);
        Assert.InRange(await month.CountAsync(), 1, 59);
        var imported = SessionItems.Read((await month.Tables.ItemsAsync(month.Tables.Sessions))[0]);
        var id = imported.Id;
        await month.Tables.Dynamo.PutItemAsync(month.Tables.Users, UserItems.Write(A.Patient().WithId(imported.UserId).Build()).Attributes);
        await month.Services.Sessions.AddAddendumAsync(month.Services.Admin, id, new NewAddendum("Se aclara la fecha."), A.NoKey<AddendumView>());

        // No figure knows of this patient, who is there for the addendum alone.
        await month.Tables.Dynamo.DeleteItemAsync(month.Tables.Users, new() { ["id"] = new AttributeValue(imported.UserId) });

        await month.Importer().CompleteAsync();

        var written = (await month.Tables.ItemsAsync(month.Tables.Sessions)).Select(SessionItems.Read).ToDictionary(session => session.Id);
        Assert.Equal(60, written.Count);
        Assert.Equal("Se aclara la fecha.", Assert.Single(written[id].Addenda).Text);
        Assert.Equal(0, (await month.Services.Repair.RunAsync(false, _ => { })).DifferenceCount);
    }

    [Fact]
    public async Task An_import_whose_journal_has_expired_ends_and_a_rebuild_puts_the_figures_right()
    {
        var sessions = ImportedMonth.Sessions(40, letters: 10_000);
        await month.AddAndDieWhenAsync(sessions, async () => await month.CountAsync() > 0);
        var page = (await month.JournalAsync())[0];
        await month.Tables.Dynamo.DeleteItemAsync(month.Tables.Imports, new() { ["group"] = page["group"], ["row"] = page["row"] });

        await month.Importer().CompleteAsync();

        Assert.False(await month.IsOpenAsync());
        Assert.Empty(await month.JournalAsync());
        Assert.NotEqual(0, (await month.Services.Repair.RunAsync(true, _ => { })).Repaired);
        await month.AssertAsync((await month.Tables.ItemsAsync(month.Tables.Sessions)).Select(SessionItems.Read));
    }

    [Fact]
    public async Task A_month_takes_one_import_at_a_time()
    {
        await month.AddAndDieWhenAsync(ImportedMonth.Sessions(30), month.IsOpenAsync);

        await Assert.ThrowsAsync<InvalidOperationException>(() => month.Importer().AddAsync(ImportedMonth.Sessions(5, first: 20)));

        await month.Importer().CompleteAsync();
        await month.AssertAsync(ImportedMonth.Sessions(30));
    }

    /// <summary>The network may deliver a request that nobody waits for any more.</summary>
    [Fact]
    public async Task A_request_that_comes_once_more_when_all_is_done_opens_nothing()
    {
        using var client = await SharedDynamoDb.ClientAsync();
        var updates = new List<UpdateItemRequest>();
        ((AmazonServiceClient)client).BeforeRequestEvent += (_, request) => updates.AddRange(((AmazonWebServiceRequest[])[((WebServiceRequestEventArgs)request).Request]).OfType<UpdateItemRequest>());
        await month.Importer(client).AddAsync(ImportedMonth.Sessions(10));

        Assert.Equal(2, updates.Count);
        foreach (var update in updates)
            await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => month.Tables.Dynamo.UpdateItemAsync(update));

        await month.AssertAsync(ImportedMonth.Sessions(10));
    }

    /// <returns>Whether it has died.</returns>
    private static async Task<bool> CompleteAndDieAsync(ImportedMonth other, int last)
    {
        using var client = await SharedDynamoDb.ClientAsync();
        var dying = new FailingDynamo(client, last);
        var error = await Record.ExceptionAsync(() => other.Importer(dying.Client).CompleteAsync());
        Assert.Equal(dying.HasDied, error is not null);
        return dying.HasDied;
    }
}
