using Amazon.Runtime;
using Amazon.SimpleEmail;
using Amazon.SimpleEmail.Model;
using Clinic.Local;
using Clinic.Local.Aws.Ses;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.Ses;

/// <summary>What the SDK's client makes of each fault.</summary>
public sealed class MailFaultTests : IAsyncLifetime, IDisposable
{
    private readonly Mailbox mailbox = new();
    private readonly MailService mails;
    private readonly WebApplication app = Listener.Create(0, static _ => { });
    private AmazonSimpleEmailServiceClient client = null!;
    private int attempts;

    public MailFaultTests() => mails = new MailService(mailbox, new HashSet<string>(), TimeProvider.System);

    public async Task InitializeAsync()
    {
        app.Run(context => SesProtocol.AnswerAsync(context, mails, TimeProvider.System));
        var address = await Listener.StartAsync(app, 0, CancellationToken.None);
        client = new AmazonSimpleEmailServiceClient(
            new BasicAWSCredentials("local", "local"),
            new AmazonSimpleEmailServiceConfig
            {
                ServiceURL = address.ToString(),
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 1,
                Timeout = TimeSpan.FromSeconds(1),
            });
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Without_a_fault_every_mail_is_accepted_and_answered()
    {
        var answer = await SendAsync("ana@clinic.test");

        Assert.Equal(answer.MessageId, Assert.Single(mailbox.List()).Id);
    }

    [Theory]
    [InlineData("MessageRejected", typeof(MessageRejectedException))]
    [InlineData("MailFromDomainNotVerifiedException", typeof(MailFromDomainNotVerifiedException))]
    [InlineData("InvalidParameterValue", typeof(AmazonSimpleEmailServiceException))]
    public async Task A_refusal_is_its_exception(string code, Type exception)
    {
        Always(MailFault.Refused(code, "No."));

        var error = await Assert.ThrowsAsync(exception, () => SendAsync("ana@clinic.test"));

        Assert.Equal((code, 1), (((AmazonSimpleEmailServiceException)error).ErrorCode, attempts));
        Assert.Empty(mailbox.List());
    }

    [Fact]
    public async Task A_throttled_mail_is_tried_again_by_the_sdk()
    {
        mails.Faults = _ => attempts++ == 0 ? MailFault.Throttled : MailFault.None;
        await SendAsync("ana@clinic.test");
        Assert.Equal((2, 1), (attempts, mailbox.List().Count));

        Always(MailFault.Throttled);
        var error = await Assert.ThrowsAsync<AmazonSimpleEmailServiceException>(() => SendAsync("luz@clinic.test"));

        Assert.Equal(("Throttling", "Maximum sending rate exceeded."), (error.ErrorCode, error.Message));
        Assert.Single(mailbox.List());
    }

    [Fact]
    public async Task A_connection_that_breaks_before_leaves_no_mail()
    {
        Always(MailFault.DroppedBefore);

        Assert.NotNull(await Record.ExceptionAsync(() => SendAsync("ana@clinic.test")));

        Assert.Empty(mailbox.List());
    }

    [Fact]
    public async Task A_connection_that_breaks_after_leaves_a_mail_of_which_the_caller_does_not_know()
    {
        Always(MailFault.DroppedAfter);

        Assert.NotNull(await Record.ExceptionAsync(() => SendAsync("ana@clinic.test")));

        Assert.NotEmpty(mailbox.List());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Silence_ends_with_the_callers_patience(bool accepted)
    {
        Always(accepted ? MailFault.SilentAfter : MailFault.SilentBefore);

        Assert.NotNull(await Record.ExceptionAsync(() => SendAsync("ana@clinic.test")));

        Assert.Equal(accepted, mailbox.List().Count > 0);
    }

    [Fact]
    public async Task A_late_answer_is_an_answer()
    {
        Always(MailFault.Late(TimeSpan.FromMilliseconds(50)));

        Assert.Equal((await SendAsync("ana@clinic.test")).MessageId, Assert.Single(mailbox.List()).Id);
    }

    [Fact]
    public async Task A_fault_can_be_for_one_recipient_alone()
    {
        mails.Faults = mail => mail.To == "ana@clinic.test" ? MailFault.Refused("MessageRejected", "No.") : MailFault.None;

        await Assert.ThrowsAsync<MessageRejectedException>(() => SendAsync("ana@clinic.test"));
        await SendAsync("luz@clinic.test");

        Assert.Equal("luz@clinic.test", Assert.Single(mailbox.List()).To);
    }

    private void Always(MailFault fault)
    {
        attempts = 0;
        mails.Faults = _ =>
        {
            attempts++;
            return fault;
        };
    }

    private Task<SendEmailResponse> SendAsync(string to) => client.SendEmailAsync(new SendEmailRequest
    {
        Source = "no-reply@clinic.test",
        Destination = new Destination([to]),
        Message = new Message { Subject = new Content { Data = "s" }, Body = new Body { Text = new Content { Data = "t" } } },
    });
}
