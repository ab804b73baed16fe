using Amazon.SimpleEmail;
using Amazon.SimpleEmail.Model;
using Clinic.Testing.Aws;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

public sealed class AmazonSimpleEmailServiceClientTests
{
    private static readonly AwsAnswer Sent = AwsAnswer.Xml(200, """
        <SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
          <SendEmailResult><MessageId>010f-1</MessageId></SendEmailResult>
          <ResponseMetadata><RequestId>d5964849</RequestId></ResponseMetadata>
        </SendEmailResponse>
        """);

    [Fact]
    public async Task The_request_is_a_form()
    {
        await using var server = await AwsServer.StartAsync(Sent);
        using var client = Client(server);

        await client.SendEmailAsync(new SendEmailRequest
        {
            Source = "clinic@clinic.test",
            Destination = new Destination(["a@clinic.test", "b@clinic.test"]),
            Message = new Message
            {
                Subject = new Content { Charset = "UTF-8", Data = "Código & más" },
                Body = new Body { Text = new Content { Data = "texto" }, Html = new Content { Charset = "UTF-8", Data = "<p>+%=é</p>" } },
            },
            ConfigurationSetName = "set",
        });

        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/"), (request.Method, request.Path));
        Assert.StartsWith("application/x-www-form-urlencoded", request.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Equal(
            [
                "Action=SendEmail",
                "ConfigurationSetName=set",
                "Destination.ToAddresses.member.1=a@clinic.test",
                "Destination.ToAddresses.member.2=b@clinic.test",
                "Message.Body.Html.Charset=UTF-8",
                "Message.Body.Html.Data=<p>+%=é</p>",
                "Message.Body.Text.Data=texto",
                "Message.Subject.Charset=UTF-8",
                "Message.Subject.Data=Código & más",
                "Source=clinic@clinic.test",
                "Version=2010-12-01",
            ],
            QueryHelpers.ParseQuery(request.Body).Select(field => $"{field.Key}={field.Value}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_answer_holds_the_message_id()
    {
        await using var server = await AwsServer.StartAsync(Sent);
        using var client = Client(server);

        var response = await client.SendEmailAsync(Mail());

        Assert.Equal("010f-1", response.MessageId);
    }

    [Theory]
    [InlineData("MessageRejected", typeof(MessageRejectedException))]
    [InlineData("MailFromDomainNotVerifiedException", typeof(MailFromDomainNotVerifiedException))]
    [InlineData("AccountSendingPausedException", typeof(AccountSendingPausedException))]
    [InlineData("ConfigurationSetSendingPausedException", typeof(ConfigurationSetSendingPausedException))]
    [InlineData("InvalidParameterValue", typeof(AmazonSimpleEmailServiceException))]
    public async Task Each_error_is_its_exception(string code, Type expected)
    {
        await using var server = await AwsServer.StartAsync(Error(400, code));
        using var client = Client(server);

        var error = await Assert.ThrowsAsync(expected, () => client.SendEmailAsync(Mail()));

        var service = Assert.IsAssignableFrom<AmazonSimpleEmailServiceException>(error);
        Assert.Equal(("No.", code), (service.Message, service.ErrorCode));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(500, "InternalFailure")]
    [InlineData(400, "Throttling")]
    public async Task A_passing_failure_is_retried(int status, string code)
    {
        await using var server = await AwsServer.StartAsync(Error(status, code), Sent);
        using var client = Client(server);

        Assert.Equal("010f-1", (await client.SendEmailAsync(Mail())).MessageId);
        Assert.Equal(2, server.Requests.Count);
    }

    private static AwsAnswer Error(int status, string code) => AwsAnswer.Xml(status, $"""
        <ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">
          <Error><Type>Sender</Type><Code>{code}</Code><Message>No.</Message></Error>
          <RequestId>r-9</RequestId>
        </ErrorResponse>
        """);

    private static SendEmailRequest Mail() => new()
    {
        Source = "clinic@clinic.test",
        Destination = new Destination(["a@clinic.test"]),
        Message = new Message { Subject = new Content { Data = "s" }, Body = new Body { Text = new Content { Data = "t" } } },
    };

    private static AmazonSimpleEmailServiceClient Client(AwsServer server) => new(new AmazonSimpleEmailServiceConfig { ServiceURL = server.Url });
}
