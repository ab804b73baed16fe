using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.MessageDelivery;
using Clinic.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Clinic.StorageTests.Messages;

/// <summary>What the delivery makes of every answer of the mail service, and of every crash.</summary>
public sealed class DeliveryTests : IClassFixture<TableSet>
{
    private readonly TableSet tables;
    private readonly ClinicServices clinic;
    private readonly ScriptedMailer mailer = new();
    private readonly ScriptedTexter texter = new();
    private readonly DynamoDeliveryStore store;
    private readonly Delivery delivery;

    public DeliveryTests(TableSet tables)
    {
        this.tables = tables;
        clinic = new ClinicServices(tables);
        store = new DynamoDeliveryStore(tables.Dynamo, tables.Messages, clinic.Audit, clinic.Time);
        delivery = NewDelivery(clinic.Seal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_queued_message_is_sent_once_with_its_text_however_it_is_stored(bool secure)
    {
        var id = await QueueAsync(secure);

        await DeliverAsync(id);
        await DeliverAsync(id);

        var mail = Assert.Single(mailer.Handed);
        Assert.Equal(("Su próxima sesión", "La esperamos.", null), (mail.Subject, mail.Text, mail.Html));
        var view = await ReadAsync(id);
        Assert.Equal((MessageStatus.Sent, clinic.Time.GetUtcNow(), null), (view.Status, view.SentAt, view.Failure));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_SMS_goes_to_the_SMS_service_alone(bool secure)
    {
        var id = await QueueSmsAsync(secure);

        await DeliverAsync(id);

        Assert.Equal([new Sms("+525512345678", "La esperamos.")], texter.Handed);
        Assert.Empty(mailer.Handed);
        Assert.Equal((MessageStatus.Sent, null), await OutcomeAsync(id));
    }

    [Fact]
    public async Task An_SMS_without_an_answer_is_tried_twice_like_a_mail()
    {
        texter.Always = new SendOutcome.Unknown();
        var id = await QueueSmsAsync();

        for (var i = 0; i < 3; i++)
            await DeliverAsync(id, after: Delivery.LongestPause);

        Assert.Equal(2, texter.Handed.Count);
        Assert.Equal((MessageStatus.Failed, "The SMS service did not answer: the message may have arrived."), await OutcomeAsync(id));
    }

    [Fact]
    public async Task An_SMS_that_waits_when_the_clinic_stops_sending_them_fails()
    {
        var id = await QueueSmsAsync();

        await new Delivery(store, clinic.Seal, mailer, null, new SendPace(int.MaxValue, clinic.Time), NullLogger.Instance, clinic.Time).DeliverAsync(id, clinic.Time.GetUtcNow());

        Assert.Equal((MessageStatus.Failed, "The clinic sends no SMS."), await OutcomeAsync(id));
    }

    [Fact]
    public async Task The_services_id_of_the_mail_is_kept()
    {
        var id = await QueueAsync();

        await DeliverAsync(id);

        Assert.Equal("ses-1", (await ItemAsync(id))["mailId"].S);
    }

    [Fact]
    public async Task A_mail_that_is_refused_fails_at_once_with_the_reason()
    {
        mailer.Always = new SendOutcome.Refused("The mail service rejected the message.");
        var id = await QueueAsync();

        await DeliverAsync(id);
        await DeliverAsync(id, after: TimeSpan.FromHours(1));

        Assert.Single(mailer.Handed);
        Assert.Equal((MessageStatus.Failed, "The mail service rejected the message."), await OutcomeAsync(id));
    }

    [Fact]
    public async Task A_mail_that_is_not_taken_is_tried_at_doubling_pauses_until_the_message_is_a_day_old()
    {
        mailer.Always = new SendOutcome.NotTaken("Sending is paused at the mail service.");
        var id = await QueueAsync();
        var ages = new List<TimeSpan>();

        while (await store.FindAsync(id) is { } queued)
        {
            ages.Add(queued.Due - queued.QueuedAt);
            await DeliverAsync(id, after: queued.Due - clinic.Time.GetUtcNow());
        }

        Assert.Equal([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1924, 2824], ages.Take(14).Select(age => (int)age.TotalSeconds));
        Assert.All(ages.Skip(12).Zip(ages.Skip(13)), pair => Assert.Equal(Delivery.LongestPause, pair.Second - pair.First));
        Assert.InRange(ages[^1], Delivery.Life, Delivery.Life + Delivery.LongestPause);
        Assert.Equal((MessageStatus.Failed, "Sending is paused at the mail service."), await OutcomeAsync(id));
    }

    [Fact]
    public async Task What_is_not_taken_does_not_count_towards_the_two_mails_of_unknown_outcome()
    {
        mailer.Answer = (_, number) => Task.FromResult<SendOutcome>(number is 3 or 20 ? new SendOutcome.Unknown() : new SendOutcome.NotTaken("busy"));
        var id = await QueueAsync();

        for (var i = 0; i < 30; i++)
            await DeliverAsync(id, after: Delivery.LongestPause);

        Assert.Equal(20, mailer.Handed.Count);
        Assert.Equal((MessageStatus.Failed, "The mail service did not answer: the message may have arrived."), await OutcomeAsync(id));
    }

    [Fact]
    public async Task A_message_that_nobody_has_tried_for_days_is_tried_once()
    {
        var (taken, refused) = (await QueueAsync(), await QueueAsync());

        await DeliverAsync(taken, after: TimeSpan.FromDays(3));
        mailer.Always = new SendOutcome.NotTaken("The mail service could not be reached.");
        await DeliverAsync(refused);

        Assert.Equal((MessageStatus.Sent, null), await OutcomeAsync(taken));
        Assert.Equal((MessageStatus.Failed, "The mail service could not be reached."), await OutcomeAsync(refused));
    }

    [Fact]
    public async Task While_the_secret_is_not_to_be_had_nothing_is_claimed_and_afterwards_the_mail_goes_out()
    {
        var id = await QueueAsync(secure: true);
        var locked = NewDelivery(new MessageSeal(new(() => Task.FromException<string>(new InvalidTimeZoneException("No secret.")))));

        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAsync<InvalidTimeZoneException>(() => locked.DeliverAsync(id, clinic.Time.GetUtcNow()));
        Assert.Equal((0, 0), ((await store.FindAsync(id))!.Claims, (await store.FindAsync(id))!.UnknownOutcomes));

        await DeliverAsync(id);
        Assert.Equal((MessageStatus.Sent, null), await OutcomeAsync(id));
        Assert.Single(mailer.Handed);
    }

    [Fact]
    public async Task The_lease_begins_after_the_secret_is_read()
    {
        var id = await QueueAsync(secure: true);
        var secret = new TaskCompletionSource<string>();
        var slow = NewDelivery(new MessageSeal(new(() => secret.Task)));
        mailer.Answer = async (_, _) =>
        {
            Assert.Equal(clinic.Time.GetUtcNow() + Delivery.Lease, (await store.FindAsync(id))!.Due);
            return new SendOutcome.Sent("ses-1");
        };

        var delivering = slow.DeliverAsync(id, clinic.Time.GetUtcNow() + TimeSpan.FromHours(2));
        clinic.Time.Advance(TimeSpan.FromHours(1));
        secret.SetResult("the root secret of the tests");
        await delivering;

        Assert.Equal((MessageStatus.Sent, null), await OutcomeAsync(id));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("ñ")]
    [InlineData("中")]
    [InlineData("😀")]
    [InlineData("\"")]
    [InlineData("\n")]
    [InlineData("\uE000")]
    public async Task The_longest_text_of_any_letters_is_sent_whole_and_takes_the_same_room_however_it_is_stored(string letter)
    {
        var body = "a" + string.Concat(Enumerable.Repeat(letter, 99_999 / letter.Length));
        Assert.True(new NewMessageRules().Validate(new NewMessage("rosa@example.org", "Asunto", body)).IsValid);
        var to = new string('a', 64) + "@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 3)) + ".org";
        foreach (var secure in (bool[])[false, true])
        {
            var id = (await clinic.Messages.SendAsync(clinic.Admin, new NewMessage(to, new string('中', 200), body, secure), A.NoKey<MessageView>())).Id;
            var handed = mailer.Handed.Count;
            mailer.Answer = (_, number) => Task.FromResult<SendOutcome>(number == handed + 1 ? new SendOutcome.Unknown() : new SendOutcome.Sent(new string('m', 100)));

            await DeliverAsync(id);
            await DeliverAsync(id, after: TimeSpan.FromSeconds(1));

            Assert.Equal(body, mailer.Handed[^1].Text);
            Assert.Equal((MessageStatus.Sent, null), await OutcomeAsync(id));
            var (item, size) = (await ItemAsync(id), Encoding.UTF8.GetByteCount(body));
            Assert.InRange(secure ? item["sealed"].B.Length : Encoding.UTF8.GetByteCount(item["body"].S), size, size + 64);
        }
    }

    [Fact]
    public async Task A_text_that_was_stored_twice_and_leaves_no_room_in_its_item_is_sent_once()
    {
        var message = await StoredTwiceAsync(new string('中', 68_220));

        await DeliverAsync(message.Id);

        Assert.Equal(68_220, Assert.Single(mailer.Handed).Text.Length);
        Assert.Equal((MessageStatus.Sent, null), await OutcomeAsync(message.Id));
        Assert.Equal(new string('中', 68_220), (await clinic.Messages.DecryptAsync(clinic.Admin, message.Id)).Body);
    }

    [Fact]
    public async Task A_busy_service_is_given_time_between_the_tries()
    {
        mailer.Always = new SendOutcome.NotTaken("busy");
        var id = await QueueAsync();

        await DeliverAsync(id);
        await DeliverAsync(id);

        Assert.Single(mailer.Handed);
        Assert.Equal(MessageStatus.Queued, (await OutcomeAsync(id)).Status);
    }

    [Fact]
    public async Task A_service_that_recovers_gets_the_mail()
    {
        mailer.Answer = (_, number) => Task.FromResult<SendOutcome>(number <= 3 ? new SendOutcome.NotTaken("busy") : new SendOutcome.Sent("ses-4"));
        var id = await QueueAsync();

        for (var i = 0; i < 4; i++)
            await DeliverAsync(id, after: Delivery.LongestPause);

        Assert.Equal((MessageStatus.Sent, null), await OutcomeAsync(id));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_asked_twice_and_no_more()
    {
        mailer.Always = new SendOutcome.Unknown();
        var id = await QueueAsync();

        for (var i = 0; i < 5; i++)
            await DeliverAsync(id, after: TimeSpan.FromMinutes(3));

        Assert.Equal(2, mailer.Handed.Count);
        Assert.Equal((MessageStatus.Failed, "The mail service did not answer: the message may have arrived."), await OutcomeAsync(id));
    }

    [Fact]
    public async Task After_a_crash_between_claim_and_send_the_mail_goes_out_once_the_claim_has_ended()
    {
        var id = await QueueAsync();
        Assert.NotNull(await store.ClaimAsync(id, Delivery.Lease)); // and then nothing more

        await DeliverAsync(id);
        Assert.Empty(mailer.Handed);

        await DeliverAsync(id, after: Delivery.Lease);
        Assert.Single(mailer.Handed);
        Assert.Equal(MessageStatus.Sent, (await OutcomeAsync(id)).Status);
    }

    [Fact]
    public async Task Crashes_between_send_and_mark_never_send_more_than_twice()
    {
        mailer.Answer = (_, _) => throw new InvalidTimeZoneException("The process dies here, after the mail has gone out.");
        var id = await QueueAsync();

        for (var i = 0; i < 4; i++)
            await Record.ExceptionAsync(() => DeliverAsync(id, after: Delivery.Lease));

        Assert.Equal(2, mailer.Handed.Count);
        Assert.Equal((MessageStatus.Failed, "Sending was interrupted twice: the message may have arrived."), await OutcomeAsync(id));
    }

    [Fact]
    public async Task Of_twenty_deliveries_at_once_one_sends()
    {
        var id = await QueueAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => DeliverAsync(id)));

        Assert.Single(mailer.Handed);
    }

    [Fact]
    public async Task A_mail_that_went_out_is_sent_even_when_the_claim_was_lost_in_between()
    {
        var id = await QueueAsync();
        mailer.Answer = async (_, number) =>
        {
            if (number > 1)
                return new SendOutcome.Refused("The mail service rejected the message.");
            await DeliverAsync(id, after: Delivery.Lease); // another process takes the message up and fails it
            return new SendOutcome.Sent("ses-1");
        };

        await DeliverAsync(id);

        Assert.Equal((MessageStatus.Sent, null), await OutcomeAsync(id));
    }

    [Fact]
    public async Task A_lost_claim_changes_nothing_any_more()
    {
        var id = await QueueAsync();
        var lost = (await store.ClaimAsync(id, TimeSpan.Zero))!;
        var current = (await store.ClaimAsync(id, Delivery.Lease))!;

        await store.MarkFailedAsync(lost, "lost", wentOut: false);
        await store.ReleaseAsync(lost, clinic.Time.GetUtcNow(), wentOut: false);

        Assert.Equal((1, 2), (lost.Claims, current.Claims));
        Assert.Equal((MessageStatus.Queued, null), await OutcomeAsync(id));
        Assert.Null(await store.ClaimAsync(id, Delivery.Lease));
    }

    [Fact]
    public async Task A_text_that_does_not_open_fails_the_message()
    {
        var other = new MessageComposer(new MessageSeal(new(() => Task.FromResult("another root"))), clinic.Time);
        var message = await other.ComposeAsync(new NewMessage("rosa@example.org", "Asunto", "Texto", true), "sender");
        await clinic.MessageStore.AddAsync(A.Nobody(), message, null);

        await DeliverAsync(message.Id);

        Assert.Empty(mailer.Handed);
        Assert.Equal((MessageStatus.Failed, "The stored text of the message does not open."), await OutcomeAsync(message.Id));
    }

    [Fact]
    public async Task Within_its_patience_a_delivery_waits_for_the_next_try()
    {
        mailer.Answer = (_, number) => Task.FromResult<SendOutcome>(number == 1 ? new SendOutcome.NotTaken("busy") : new SendOutcome.Sent("ses-2"));
        var id = await QueueAsync();

        var delivering = delivery.DeliverAsync(id, clinic.Time.GetUtcNow() + TimeSpan.FromSeconds(5));
        while (!delivering.IsCompleted)
        {
            await Task.Delay(20);
            clinic.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await delivering;
        Assert.Equal((MessageStatus.Sent, null), await OutcomeAsync(id));
    }

    [Fact]
    public async Task A_message_that_is_not_there_is_nothing_to_do()
    {
        await DeliverAsync(A.Id());

        Assert.Empty(mailer.Handed);
    }

    private async Task<string> QueueAsync(bool secure = false) => (await clinic.Messages.SendAsync(
        clinic.Admin, new NewMessage($"rosa.{A.Id()}@example.org", "Su próxima sesión", "La esperamos.", secure), A.NoKey<MessageView>())).Id;

    private async Task<string> QueueSmsAsync(bool secure = false) => (await clinic.Messages.SendAsync(
        clinic.Admin, new NewMessage("+525512345678", Body: "La esperamos.", StoreSecure: secure, Channel: MessageChannel.Sms), A.NoKey<MessageView>())).Id;

    private Task DeliverAsync(string id, TimeSpan after = default)
    {
        clinic.Time.Advance(after);
        return delivery.DeliverAsync(id, clinic.Time.GetUtcNow());
    }

    private Delivery NewDelivery(MessageSeal seal) =>
        new(store, seal, mailer, texter, new SendPace(int.MaxValue, clinic.Time), NullLogger.Instance, clinic.Time);

    /// <summary>Stored as secure texts once were: as JSON that has the text twice, here to the last byte that an item holds.</summary>
    private async Task<Message> StoredTwiceAsync(string body)
    {
        var (id, to, subject) = (A.Id(), "rosa@example.org", "Asunto");
        var json = Encoding.UTF8.GetBytes($$"""{"body":"{{body}}","bodyWithoutCode":"{{body}}"}""");
        var (ciphertext, keyId) = await clinic.Keys.SealAsync(KeyRing.Messages, json, $"message\n{id}\n{to}\n{subject}");
        var message = new Message(id, to, subject, new SealedText(ciphertext, keyId), A.Id(), clinic.Time.GetUtcNow());
        await clinic.MessageStore.AddAsync(clinic.Admin, message, null);
        Assert.Equal("ValidationException", (await Assert.ThrowsAnyAsync<AmazonDynamoDBException>(() => store.ClaimAsync(id, Delivery.Lease))).ErrorCode);
        return message;
    }

    private Task<MessageView> ReadAsync(string id) => clinic.Messages.GetAsync(clinic.Admin, id);

    private async Task<(MessageStatus Status, string? Failure)> OutcomeAsync(string id) => (await ReadAsync(id)) is var view ? (view.Status, view.Failure) : default;

    private async Task<Dictionary<string, AttributeValue>> ItemAsync(string id) =>
        (await tables.ItemsAsync(tables.Messages)).Single(item => item["id"].S == id);
}
