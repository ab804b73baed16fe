using Clinic.Core.Mails;
using Clinic.Core.Messages;
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
    private readonly DynamoDeliveryStore store;
    private readonly Delivery delivery;

    public DeliveryTests(TableSet tables)
    {
        this.tables = tables;
        clinic = new ClinicServices(tables);
        store = new DynamoDeliveryStore(tables.Dynamo, tables.Messages, clinic.Time);
        delivery = new Delivery(store, clinic.Seal, mailer, NullLogger.Instance, clinic.Time);
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
    public async Task A_busy_service_is_tried_five_times_and_then_the_message_fails()
    {
        mailer.Always = new SendOutcome.NotTaken("The mail service was too busy for too long.");
        var id = await QueueAsync();

        for (var i = 0; i < 8; i++)
            await DeliverAsync(id, after: TimeSpan.FromMinutes(3));

        Assert.Equal(Delivery.MostAttempts, mailer.Handed.Count);
        Assert.Equal((MessageStatus.Failed, "The mail service was too busy for too long."), await OutcomeAsync(id));
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
            await DeliverAsync(id, after: TimeSpan.FromMinutes(3));

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

        await store.MarkFailedAsync(lost, "lost");
        await store.ReleaseAsync(lost, clinic.Time.GetUtcNow(), wentOut: false);

        Assert.Equal((1, 2), (lost.Attempt, current.Attempt));
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

        var delivering = delivery.DeliverAsync(id, TimeSpan.FromSeconds(5));
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

    private Task DeliverAsync(string id, TimeSpan after = default)
    {
        clinic.Time.Advance(after);
        return delivery.DeliverAsync(id, TimeSpan.Zero);
    }

    private Task<MessageView> ReadAsync(string id) => clinic.Messages.GetAsync(clinic.Admin, id);

    private async Task<(MessageStatus Status, string? Failure)> OutcomeAsync(string id) => (await ReadAsync(id)) is var view ? (view.Status, view.Failure) : default;

    private async Task<Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>> ItemAsync(string id) =>
        (await tables.ItemsAsync(tables.Messages)).Single(item => item["id"].S == id);
}
