using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using Amazon.Runtime;
using Amazon.SimpleEmail;
using Clinic.Core.Auditing;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.MessageDelivery;
using Clinic.Testing;
using Clinic.Testing.Aws;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Xunit;

namespace Clinic.StorageTests.Messages;

/// <summary>The worker's three events: records of the stream, the schedule's sweep, and messages that are put back.</summary>
public sealed class DeliveryHandlerTests : IAsyncLifetime
{
    private readonly TableSet tables = new(); // a sweep finds whatever is queued: each test has its own
    private ClinicServices clinic = null!;
    private readonly ScriptedMailer mailer = new();
    private DeliveryHandler handler = null!;

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = new ClinicServices(tables);
        handler = NewHandler(int.MaxValue);
    }

    public Task DisposeAsync() => tables.DisposeAsync();

    [Fact]
    public async Task Every_record_of_the_stream_is_delivered()
    {
        var ids = new[] { await QueueAsync(), await QueueAsync(), await QueueAsync() };

        Assert.Empty(await FailuresAsync(ids));

        Assert.Equal(3, mailer.Handed.Count);
        Assert.All(await Task.WhenAll(ids.Select(StatusAsync)), outcome => Assert.Equal(MessageStatus.Sent, outcome));
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

    [Theory]
    [InlineData(403, "AccessDenied")]
    [InlineData(403, "InvalidClientTokenId")]
    [InlineData(400, "AccountSendingPausedException")]
    [InlineData(400, "Throttling")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(0, "It is not there.")]
    public async Task What_came_while_the_mail_service_was_down_for_an_hour_is_sent_afterwards_each_once(int status, string code)
    {
        var server = await AwsServer.StartAsync(AwsAnswer.Xml(status == 0 ? 200 : status, $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>No.</Message></Error></ErrorResponse>"));
        using var client = new AmazonSimpleEmailServiceClient(new BasicAWSCredentials("AKID", "secret"), new AmazonSimpleEmailServiceConfig { ServiceURL = server.Url, AuthenticationRegion = "us-west-2", MaxErrorRetry = 0 });
        if (status == 0)
            await server.DisposeAsync();
        var ses = new SesMailer(client, "clinica@clinic.test", "clinic-dev", TimeProvider.System);
        var (again, sent) = (clinic.Time.GetUtcNow() + TimeSpan.FromHours(1), new List<string>());
        mailer.Answer = (mail, _) => clinic.Time.GetUtcNow() < again ? ses.SendAsync(mail) : SentAsync(mail, sent);
        var ids = await QueueAsync(5, secure: true);

        await WhileTimePassesAsync(FailuresAsync(ids));
        for (var minute = 0; minute < 76; minute++)
            await SweepAfterAMinuteAsync(handler);

        Assert.All(await Task.WhenAll(ids.Select(StatusAsync)), outcome => Assert.Equal(MessageStatus.Sent, outcome));
        Assert.Equal(ids.Length, sent.Distinct().Count());
        Assert.Equal(ids.Length, sent.Count);
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Two_processes_drain_a_hundred_messages_through_a_service_that_takes_one_a_second(int rate)
    {
        var (last, sent) = (DateTimeOffset.MinValue, new List<string>());
        mailer.Answer = (mail, _) =>
        {
            lock (sent)
            {
                if (clinic.Time.GetUtcNow() - last < TimeSpan.FromSeconds(1))
                    return Task.FromResult<SendOutcome>(new SendOutcome.NotTaken("The mail service was too busy for too long."));
                last = clinic.Time.GetUtcNow();
                return SentAsync(mail, sent);
            }
        };
        var ids = await QueueAsync(100);
        var handlers = new[] { NewHandler(rate), NewHandler(rate) };

        var minutes = 0;
        for (; sent.Count < ids.Length && minutes < 120; minutes++)
            await SweepAfterAMinuteAsync(handlers);

        Assert.All(await Task.WhenAll(ids.Select(StatusAsync)), outcome => Assert.Equal(MessageStatus.Sent, outcome));
        Assert.Equal(ids.Length, sent.Distinct().Count());
        Assert.Equal(ids.Length, sent.Count);
    }

    [Fact]
    public async Task Mails_leave_a_process_at_its_pace()
    {
        var times = new System.Collections.Concurrent.ConcurrentQueue<DateTimeOffset>();
        mailer.Answer = (_, _) =>
        {
            times.Enqueue(clinic.Time.GetUtcNow());
            return Task.FromResult<SendOutcome>(new SendOutcome.Sent("ses"));
        };
        await QueueAsync(8);

        var start = clinic.Time.GetUtcNow() + TimeSpan.FromMinutes(1);
        await SweepAfterAMinuteAsync(NewHandler(2));

        // From its turn to the mail service a mail may be held up, so that two come closer together; none comes before its turn.
        Assert.Equal(8, times.Count);
        Assert.All(times.Order().Index(), mail => Assert.True(mail.Item >= start + (mail.Index * TimeSpan.FromMilliseconds(500))));
    }

    [Fact]
    public async Task The_sweep_goes_on_past_any_number_of_messages_that_cannot_be_claimed()
    {
        for (var i = 0; i < 60; i++)
        {
            var broken = new Dictionary<string, AttributeValue>
            {
                ["id"] = new() { S = $"00000000-{i:0000}" },
                ["pending"] = new() { S = "queued" },
                ["status"] = new() { S = "queued" },
                ["createdAt"] = new() { S = "2026-01-01T00:00:00.000Z" },
                ["subject"] = new() { S = "Asunto" },
                ["to"] = new() { S = "rosa@example.org" },
                ["body"] = new() { S = new string('x', i < 5 ? 409_450 : 1) }, // no room for a claim, or one that cannot be counted
                ["unsure"] = i < 5 ? new() { N = "0" } : new() { S = "none" },
            };
            await tables.Dynamo.PutItemAsync(new PutItemRequest { TableName = tables.Messages, Item = broken });
        }
        var ids = await QueueAsync(1);
        clinic.Time.Advance(TimeSpan.FromSeconds(31));

        await WhileTimePassesAsync(SweepAsync(NewHandler(1))); // were each of them to cost a turn of a second, the time of the sweep would be over

        Assert.Equal(MessageStatus.Sent, await StatusAsync(ids[0]));
    }

    [Fact]
    public async Task A_failed_message_is_put_back_once_and_the_senders_history_says_so()
    {
        var sender = A.Caller(Role.Admin);
        var ids = await QueueAsync(2, sender: sender);
        mailer.Always = new SendOutcome.Refused("The mail service rejected the message.");
        await FailuresAsync(ids);

        var outcomes = await Task.WhenAll(RequeueAsync(), RequeueAsync());

        Assert.Equal(ids.Length, outcomes.Sum(outcome => outcome.Changed));
        var view = await clinic.Messages.GetAsync(clinic.Admin, ids[0]);
        Assert.Equal((MessageStatus.Queued, null), (view.Status, view.Failure));
        var history = (await clinic.Audit.ListAsync(sender.UserId!, new Page(10, null))).Items;
        Assert.Equal(ids.Order(), history.Where(entry => entry.Action == AuditAction.MessageRequeued).Select(entry => Assert.Single(entry.Fields)).Order());

        await FailuresAsync(ids[0]);
        mailer.Always = new SendOutcome.Sent("ses");
        await SweepAfterAMinuteAsync(handler);
        var again = await RequeueAsync();
        Assert.Equal((0, 1, null), (again.Changed, again.Left, again.After));
        Assert.Equal([MessageStatus.Failed, MessageStatus.Sent], await Task.WhenAll(ids.Select(StatusAsync)));
    }

    [Fact]
    public async Task A_message_that_was_put_back_has_another_day_and_still_no_more_than_two_mails()
    {
        var ids = await QueueAsync(2);
        mailer.Answer = (_, number) => Task.FromResult<SendOutcome>(number == 1 ? new SendOutcome.Unknown() : new SendOutcome.NotTaken("busy"));
        clinic.Time.Advance(Delivery.LongestPause);
        await FailuresAsync(ids[0]); // one mail may have gone out
        clinic.Time.Advance(Delivery.Life);
        await SweepAfterAMinuteAsync(handler);
        Assert.Equal([MessageStatus.Failed, MessageStatus.Failed], await Task.WhenAll(ids.Select(StatusAsync)));

        Assert.Equal(2, (await RequeueAsync()).Changed);
        await SweepAfterAMinuteAsync(handler);
        Assert.Equal([MessageStatus.Queued, MessageStatus.Queued], await Task.WhenAll(ids.Select(StatusAsync)));

        mailer.Always = new SendOutcome.Unknown();
        for (var i = 0; i < 4; i++)
        {
            clinic.Time.Advance(TimeSpan.FromMinutes(15));
            await SweepAsync(handler);
        }
        Assert.Equal([MessageStatus.Failed, MessageStatus.Failed], await Task.WhenAll(ids.Select(StatusAsync)));
        Assert.Equal(0, (await RequeueAsync()).Changed);
    }

    [Fact]
    public async Task What_may_have_been_mailed_twice_is_not_put_back()
    {
        var ids = await QueueAsync(1);
        mailer.Always = new SendOutcome.Unknown();
        for (var i = 0; i < 3; i++)
        {
            clinic.Time.Advance(TimeSpan.FromMinutes(15));
            await FailuresAsync(ids);
        }

        var outcome = await RequeueAsync();

        Assert.Equal((0, 1), (outcome.Changed, outcome.Left));
        Assert.Equal((MessageStatus.Failed, 2), (await StatusAsync(ids[0]), mailer.Handed.Count));
    }

    [Fact]
    public async Task Putting_back_goes_on_where_an_invocation_had_no_time_left()
    {
        await Task.WhenAll(Enumerable.Range(0, 700).Select(_ => tables.Dynamo.PutItemAsync(new PutItemRequest
        {
            TableName = tables.Messages,
            Item = new() { ["id"] = new() { S = A.Id() }, ["status"] = new() { S = "failed" } },
        })));
        clinic.Time.AutoAdvanceAmount = TimeSpan.FromMinutes(1);

        var first = await RequeueAsync();
        var second = await RequeueAsync(first.After);

        Assert.NotNull(first.After);
        Assert.Equal((700, null), (first.Changed + second.Changed, second.After));
    }

    [Fact]
    public async Task An_event_of_another_mode_is_an_error() =>
        await Assert.ThrowsAsync<ArgumentException>(() => handler.HandleAsync(new DeliveryEvent { Mode = "resend" }, Mock.Of<ILambdaContext>()));

    private DeliveryHandler NewHandler(int rate)
    {
        var (store, pace) = (new DynamoDeliveryStore(tables.Dynamo, tables.Messages, clinic.Audit, clinic.Time), new SendPace(rate, clinic.Time));
        var recipients = new DynamoRecipientRepair(tables.Dynamo, tables.Messages, tables.Credentials, clinic.Audit);
        return new DeliveryHandler(new Delivery(store, clinic.Seal, mailer, null, pace, NullLogger.Instance, clinic.Time), store, recipients, pace, NullLogger.Instance, clinic.Time);
    }

    private static Task<SendOutcome> SentAsync(Mail mail, List<string> sent)
    {
        lock (sent)
            sent.Add(mail.To);
        return Task.FromResult<SendOutcome>(new SendOutcome.Sent("ses"));
    }

    /// <summary>The schedule of several processes; whatever waits in a sweep has its time.</summary>
    private Task SweepAfterAMinuteAsync(params IEnumerable<DeliveryHandler> handlers)
    {
        clinic.Time.Advance(TimeSpan.FromMinutes(1));
        return WhileTimePassesAsync(Task.WhenAll(handlers.Select(SweepAsync)));
    }

    private async Task WhileTimePassesAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            await Task.Delay(20); // a call to the database takes less than the lease, however busy the machine
            clinic.Time.Advance(TimeSpan.FromMilliseconds(200));
        }
        await task;
    }

    private async Task<string[]> QueueAsync(int count, bool secure = false, Caller? sender = null)
    {
        var ids = new string[count];
        for (var i = 0; i < count; i++)
            ids[i] = (await clinic.Messages.SendAsync(sender ?? clinic.Admin, new NewMessage($"rosa.{A.Id()}@example.org", "Su cita", "La esperamos.", secure), A.NoKey<MessageView>())).Id;
        return ids;
    }

    private Task<DeliveryResponse> RequeueAsync(string? after = null) =>
        handler.HandleAsync(new DeliveryEvent { Mode = MessageRepair.Requeue, After = after }, Mock.Of<ILambdaContext>(context => context.AwsRequestId == A.Id()));

    private async Task<string> QueueAsync(string subject = "Su próxima sesión") => (await clinic.Messages.SendAsync(
        clinic.Admin, new NewMessage($"rosa.{A.Id()}@example.org", subject, "La esperamos."), A.NoKey<MessageView>())).Id;

    private async Task<MessageStatus> StatusAsync(string id) => (await clinic.Messages.GetAsync(clinic.Admin, id)).Status;

    /// <summary>The sequence numbers, which are the positions from 1 on, that the handler reports.</summary>
    private async Task<IEnumerable<string>> FailuresAsync(params string[] ids)
    {
        var records = ids.Select((id, position) => new StreamRecord(new StreamChange(new MessageKey(new TextAttribute(id)), $"{position + 1}")));
        var answer = await handler.HandleAsync(new DeliveryEvent { Records = [.. records] }, Mock.Of<ILambdaContext>());
        return answer.BatchItemFailures!.Select(failure => failure.SequenceNumber);
    }

    private Task SweepAsync() => SweepAsync(handler);

    private static Task SweepAsync(DeliveryHandler handler) => handler.HandleAsync(new DeliveryEvent(), Mock.Of<ILambdaContext>());
}
