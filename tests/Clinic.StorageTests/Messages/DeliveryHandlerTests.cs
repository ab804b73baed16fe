using Amazon.Lambda.Core;
using Amazon.Lambda.DynamoDBEvents;
using Clinic.Core.Mails;
using Clinic.Core.Messages;
using Clinic.MessageDelivery;
using Clinic.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Xunit;

namespace Clinic.StorageTests.Messages;

/// <summary>The worker's two events: records of the stream, and the schedule's sweep.</summary>
public sealed class DeliveryHandlerTests : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic;
    private readonly ScriptedMailer mailer = new();
    private readonly DeliveryHandler handler;

    public DeliveryHandlerTests(TableSet tables)
    {
        clinic = new ClinicServices(tables);
        var store = new DynamoDeliveryStore(tables.Dynamo, tables.Messages, clinic.Time);
        handler = new DeliveryHandler(new Delivery(store, clinic.Seal, mailer, NullLogger.Instance, clinic.Time), store, NullLogger.Instance, clinic.Time);
    }

    [Fact]
    public async Task Every_record_of_the_stream_is_delivered()
    {
        var ids = new[] { await QueueAsync(), await QueueAsync(), await QueueAsync() };

        Assert.Empty(await FailuresAsync(ids));

        Assert.Equal(3, mailer.Handed.Count);
        Assert.All(await Task.WhenAll(ids.Select(StatusAsync)), status => Assert.Equal(MessageStatus.Sent, status));
    }

    [Fact]
    public async Task A_record_that_cannot_be_worked_on_is_reported_and_the_others_are_delivered()
    {
        var ids = new[] { await QueueAsync("uno"), await QueueAsync("dos"), await QueueAsync("tres") };
        mailer.Answer = (mail, _) => mail.Subject == "dos" ? throw new InvalidTimeZoneException("Something unforeseen.") : Task.FromResult<SendOutcome>(new SendOutcome.Sent("ses"));

        Assert.Equal(["2"], await FailuresAsync(ids));

        Assert.Equal([MessageStatus.Sent, MessageStatus.Queued, MessageStatus.Sent], await Task.WhenAll(ids.Select(StatusAsync)));
    }

    [Fact]
    public async Task The_same_records_again_send_nothing()
    {
        var id = await QueueAsync();

        await FailuresAsync(id);
        Assert.Empty(await FailuresAsync(id));

        Assert.Single(mailer.Handed);
    }

    [Fact]
    public async Task The_sweep_takes_up_what_the_stream_has_left_and_nothing_younger()
    {
        var old = await QueueAsync("sweep");
        clinic.Time.Advance(TimeSpan.FromSeconds(31));
        var young = await QueueAsync("sweep");

        await SweepAsync();

        Assert.Equal((MessageStatus.Sent, MessageStatus.Queued), (await StatusAsync(old), await StatusAsync(young)));
        clinic.Time.Advance(TimeSpan.FromSeconds(31));
        await SweepAsync();
        await SweepAsync();
        Assert.Equal(MessageStatus.Sent, await StatusAsync(young));
        Assert.Equal(2, mailer.Handed.Count(mail => mail.Subject == "sweep"));
    }

    [Fact]
    public async Task The_sweep_goes_on_past_a_message_that_cannot_be_worked_on()
    {
        var ids = new[] { await QueueAsync("bad"), await QueueAsync("good") };
        mailer.Answer = (mail, _) => mail.Subject == "bad" ? throw new InvalidTimeZoneException("Something unforeseen.") : Task.FromResult<SendOutcome>(new SendOutcome.Sent("ses"));
        clinic.Time.Advance(TimeSpan.FromSeconds(31));

        await SweepAsync();

        Assert.Equal([MessageStatus.Queued, MessageStatus.Sent], await Task.WhenAll(ids.Select(StatusAsync)));
    }

    private async Task<string> QueueAsync(string subject = "Su próxima sesión") => (await clinic.Messages.SendAsync(
        clinic.Admin, new NewMessage($"rosa.{A.Id()}@example.org", subject, "La esperamos."), A.NoKey<MessageView>())).Id;

    private async Task<MessageStatus> StatusAsync(string id) => (await clinic.Messages.GetAsync(clinic.Admin, id)).Status;

    /// <summary>The sequence numbers, which are the positions from 1 on, that the handler reports.</summary>
    private async Task<IEnumerable<string>> FailuresAsync(params string[] ids)
    {
        var records = ids.Select((id, position) => new DynamoDBEvent.DynamodbStreamRecord
        {
            EventName = "INSERT",
            Dynamodb = new DynamoDBEvent.StreamRecord { Keys = new() { ["id"] = new() { S = id } }, SequenceNumber = $"{position + 1}" },
        });
        var answer = await handler.HandleAsync(new DynamoDBEvent { Records = [.. records] }, Mock.Of<ILambdaContext>());
        return answer.BatchItemFailures.Select(failure => failure.ItemIdentifier);
    }

    private Task<StreamsEventResponse> SweepAsync() => handler.HandleAsync(new DynamoDBEvent(), Mock.Of<ILambdaContext>());
}
