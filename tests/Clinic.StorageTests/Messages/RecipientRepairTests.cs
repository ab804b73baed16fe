using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.MessageDelivery;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Messages;

public sealed class RecipientRepairTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task Messages_from_before_go_to_whose_the_address_was_and_doubtful_ones_to_nobody()
    {
        var (address, later) = (NewAddress(), NewAddress());
        var early = await SendAsync(address);
        var first = await PatientAsync(address);
        var toFirst = await SendAsync(address);
        await AddressAsync(first, later);
        var between = await SendAsync(address);
        var second = await PatientAsync(address);
        var (toSecond, toLater) = (await SendAsync(address), await SendAsync(later));
        await ForgetRecipientsAsync(early, toFirst, between, toSecond, toLater);

        await AssignAsync();

        Assert.Equal([toLater.Id], await IdsAsync(first));
        Assert.Equal([toSecond.Id], await IdsAsync(second));
        foreach (var doubtful in new[] { early, toFirst, between })
            Assert.Null((await clinic.MessageStore.FindAsync(doubtful.Id))!.RecipientId);
        Assert.Equal(0, (await AssignAsync()).Changed);
        Assert.Equal(4, (await clinic.Messages.ListAsync(clinic.Admin, address, new Page(10, null))).Items.Count);
    }

    [Fact]
    public async Task A_recipient_that_is_known_stays_and_every_message_is_assigned_once_however_many_do_it()
    {
        var address = NewAddress();
        var first = await PatientAsync(address);
        var known = await SendAsync(address);
        await AddressAsync(first, null);
        var second = await PatientAsync(address);
        var messages = new List<MessageView>();
        for (var i = 0; i < 5; i++)
            messages.Insert(0, await SendAsync(address));
        await ForgetRecipientsAsync(messages);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AssignAsync()));

        Assert.Equal(5, outcomes.Sum(outcome => outcome.Changed));
        Assert.Equal([known.Id], await IdsAsync(first));
        Assert.Equal(messages.Select(message => message.Id), await IdsAsync(second));
    }

    [Fact]
    public async Task A_page_says_where_the_next_one_begins()
    {
        var address = NewAddress();
        foreach (var chunk in Enumerable.Range(0, 600).Chunk(25))
            await tables.Dynamo.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [tables.Messages] = [.. chunk.Select(_ => new WriteRequest(new PutRequest(Item(A.Id(), address))))] } });

        var first = await Repair().AssignAsync(null);

        Assert.NotNull(first.After);
        Assert.Null((await Repair().AssignAsync(first.After)).After);
    }

    public static TheoryData<string, DateTimeOffset?, (string Action, string? ByRole, string[] Fields)[]> Histories => new()
    {
        { "nothing is known", null, [] },
        { "the clinic made the account", Day(1), [(AuditAction.UserCreated, "admin", [])] },
        { "an import made it, and changed it", Day(1), [(AuditAction.UserImported, "service", []), (AuditAction.UserImported, "service", ["phone"])] },
        { "other changes and reads", Day(1), [(AuditAction.UserCreated, "thanatologist", []), (AuditAction.UserChanged, "admin", ["phone"]), (AuditAction.RecordRead, "admin", ["ekr"])] },
        { "the address was changed", Day(3), [(AuditAction.UserCreated, "admin", []), (AuditAction.UserChanged, "admin", ["email"]), (AuditAction.UserChanged, "admin", ["email", "phone"])] },
        { "they chose a password", Day(1), [(AuditAction.UserCreated, "admin", []), (AuditAction.PasswordReset, null, [])] },
        { "they made it themselves", null, [(AuditAction.UserCreated, null, []), (AuditAction.UserChanged, "patient", ["firstName"])] },
        { "and proved the address", Day(2), [(AuditAction.UserCreated, null, []), (AuditAction.PasswordReset, null, []), (AuditAction.PasswordReset, null, [])] },
        { "and the clinic changed it", Day(2), [(AuditAction.UserCreated, null, []), (AuditAction.UserChanged, "admin", ["email"]), (AuditAction.PasswordReset, null, [])] },
    };

    [Theory]
    [MemberData(nameof(Histories))]
    public void Since_when_an_address_is_theirs_is_in_the_history(string because, DateTimeOffset? since, (string Action, string? ByRole, string[] Fields)[] history)
    {
        var entries = history.Select((entry, index) => new AuditEntry("user", entry.Action, null, entry.ByRole, "request", Day(index + 1), entry.Fields));

        Assert.True(since == DynamoRecipientRepair.TheirsSince(entries), because);
    }

    private static DateTimeOffset Day(int day) => A.Moment.AddDays(day);

    private static string NewAddress() => $"rosa.{A.Id()}@example.org";

    private static Dictionary<string, AttributeValue> Item(string id, string to) => new()
    {
        ["id"] = new AttributeValue(id),
        ["to"] = new AttributeValue(to),
        ["createdAt"] = new AttributeValue("2026-11-22T18:00:00.000Z"),
    };

    private DynamoRecipientRepair Repair() => new(tables.Dynamo, tables.Messages, tables.Credentials, clinic.Audit);

    /// <summary>All parts of a repair.</summary>
    private async Task<MessageRepairOutcome> AssignAsync()
    {
        var all = new MessageRepairOutcome(0, 0);
        do
        {
            var part = await Repair().AssignAsync(all.After);
            all = new MessageRepairOutcome(all.Changed + part.Changed, all.Left + part.Left, part.After);
        }
        while (all.After is not null);
        return all;
    }

    /// <summary>Stores the messages as they were stored when recipients were not kept.</summary>
    private async Task ForgetRecipientsAsync(params IEnumerable<MessageView> messages)
    {
        foreach (var item in (await tables.ItemsAsync(tables.Messages)).Where(item => messages.Any(message => message.Id == item["id"].S)))
        {
            item.Remove("recipientId");
            await tables.Dynamo.PutItemAsync(new PutItemRequest(tables.Messages, item));
        }
    }

    private async Task<User> PatientAsync(string address)
    {
        clinic.Time.Advance(TimeSpan.FromSeconds(1));
        return await clinic.StoreAsync(A.Patient().WithEmail(address).Build());
    }

    private Task<UserView> AddressAsync(User user, string? address)
    {
        clinic.Time.Advance(TimeSpan.FromSeconds(1));
        return clinic.Users.ChangeAsync(clinic.Admin, user.Id, VersionCondition.Any, false, edit => edit with { Email = address });
    }

    private Task<MessageView> SendAsync(string to)
    {
        clinic.Time.Advance(TimeSpan.FromSeconds(1));
        return clinic.Messages.SendAsync(clinic.Admin, new NewMessage(to, "Su próxima sesión", "La esperamos."), A.NoKey<MessageView>());
    }

    private async Task<IEnumerable<string>> IdsAsync(User patient) =>
        (await clinic.Messages.ListAsync(A.Caller(Role.Patient, patient.Id), null, new Page(100, null))).Items.Select(message => message.Id);
}
