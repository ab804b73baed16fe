using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.SimpleEmail;
using Clinic.MessageDelivery;
using Clinic.Testing.Aws;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.UnitTests.Mails;

/// <summary>The real client against a service that answers as SES does.</summary>
public sealed class SesMailerTests
{
    private static readonly Mail Mail = new("rosa@example.org", "Su próxima sesión", "La esperamos, señora Núñez.", null);

    [Fact]
    public async Task A_mail_is_sent_in_UTF_8_from_the_clinics_address_under_its_configuration_set()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Xml(200, """
            <SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
              <SendEmailResult><MessageId>010f-1</MessageId></SendEmailResult>
              <ResponseMetadata><RequestId>d5964849</RequestId></ResponseMetadata>
            </SendEmailResponse>
            """));

        Assert.Equal(new SendOutcome.Sent("010f-1"), await SendAsync(server.Url));

        var form = QueryHelpers.ParseQuery(Assert.Single(server.Requests).Body);
        Assert.Equal(("clinica@clinic.test", "clinic-dev"), ($"{form["Source"]}", $"{form["ConfigurationSetName"]}"));
        Assert.Equal(("Su próxima sesión", "UTF-8"), ($"{form["Message.Subject.Data"]}", $"{form["Message.Subject.Charset"]}"));
        Assert.Equal(("La esperamos, señora Núñez.", "UTF-8"), ($"{form["Message.Body.Text.Data"]}", $"{form["Message.Body.Text.Charset"]}"));
        Assert.DoesNotContain(form.Keys, name => name.Contains("Html", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MessageRejected", "Email address is not verified.", "The sender's or the recipient's address is not verified with the mail service.")]
    [InlineData("MessageRejected", "Address blacklisted.", "The mail service rejected the message.")]
    [InlineData("MailFromDomainNotVerifiedException", "No.", "The clinic's sender address is not verified with the mail service.")]
    [InlineData("InvalidParameterValue", "Missing final '@domain'", "The mail service says that the address is not valid.")]
    public async Task What_the_service_will_never_take_is_refused(string code, string message, string reason) =>
        Assert.Equal(new SendOutcome.Refused(reason), await AnswerAsync(400, code, message));

    [Theory]
    [InlineData("Throttling", "The mail service was too busy for too long.")]
    [InlineData("AccountSendingPausedException", "Sending is paused at the mail service.")]
    [InlineData("ConfigurationSetSendingPausedException", "Sending is paused at the mail service.")]
    [InlineData("ConfigurationSetDoesNotExist", "The mail service did not accept the request.")]
    [InlineData("SignatureDoesNotMatch", "The mail service did not accept the request.")]
    [InlineData("AccessDenied", "The mail service did not accept the request.", 403)]
    [InlineData("InvalidClientTokenId", "The mail service did not accept the request.", 403)]
    [InlineData("ExpiredToken", "The mail service did not accept the request.", 403)]
    [InlineData("ServiceUnavailable", "The mail service was too busy for too long.", 503)]
    public async Task What_the_service_does_not_take_now_was_not_sent(string code, string reason, int status = 400) =>
        Assert.Equal(new SendOutcome.NotTaken(reason), await AnswerAsync(status, code, "No."));

    [Fact]
    public async Task After_an_error_of_the_service_nobody_knows() => Assert.Equal(new SendOutcome.Unknown(), await AnswerAsync(500, "InternalFailure", "No."));

    [Fact]
    public async Task A_service_that_is_not_there_has_sent_nothing()
    {
        var server = await AwsServer.StartAsync(AwsAnswer.Xml(200, ""));
        var url = server.Url;
        await server.DisposeAsync();

        Assert.Equal(new SendOutcome.NotTaken("The mail service could not be reached."), await SendAsync(url));
    }

    [Fact]
    public async Task A_service_that_takes_no_connection_has_sent_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(1);
        var clients = Enumerable.Range(0, 4).Select(_ => new TcpClient()).ToList();
        foreach (var client in clients)
            _ = client.ConnectAsync((IPEndPoint)listener.LocalEndpoint); // nobody accepts them: what comes then is left waiting

        Assert.Equal(new SendOutcome.NotTaken("The mail service could not be reached."), await SendAsync($"http://{listener.LocalEndpoint}", new FakeTimeProvider()));
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task After_no_answer_nobody_knows()
    {
        var time = new FakeTimeProvider();
        await using var server = await AwsServer.StartAsync(AwsAnswer.Xml(200, "") with { Delay = TimeSpan.FromHours(1) });

        var sending = SendAsync(server.Url, time);
        while (server.Requests.Count == 0)
            await Task.Delay(10);
        time.Advance(Handover.Patience);

        Assert.Equal(new SendOutcome.Unknown(), await sending);
    }

    private static async Task<SendOutcome> AnswerAsync(int status, string code, string message)
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Xml(status, $"""
            <ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
              <Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-9</RequestId>
            </ErrorResponse>
            """));
        var outcome = await SendAsync(server.Url);
        Assert.Single(server.Requests); // trying again is not the client's business
        return outcome;
    }

    private static async Task<SendOutcome> SendAsync(string url, TimeProvider? time = null)
    {
        using var client = new AmazonSimpleEmailServiceClient(
            new BasicAWSCredentials("AKID", "secret"),
            new AmazonSimpleEmailServiceConfig { ServiceURL = url, AuthenticationRegion = "us-west-2", MaxErrorRetry = 0, ConnectTimeout = Handover.ConnectPatience });
        return await new SesMailer(client, "clinica@clinic.test", "clinic-dev", time ?? TimeProvider.System).SendAsync(Mail);
    }
}
