using System.Text.Json.Nodes;
using Amazon.PinpointSMSVoiceV2;
using Amazon.Runtime;
using Clinic.MessageDelivery;
using Clinic.Testing.Aws;
using Xunit;

namespace Clinic.UnitTests.Mails;

/// <summary>The real client against a service that answers as End User Messaging does. What every service may answer is SesMailer's tests'.</summary>
public sealed class SmsTexterTests
{
    [Fact]
    public async Task An_SMS_is_sent_from_the_clinics_number_as_transactional()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(200, """{"MessageId":"sms-1"}"""));

        Assert.Equal(new SendOutcome.Sent("sms-1"), await SendAsync(server.Url));

        var request = Assert.Single(server.Requests);
        Assert.Equal("PinpointSMSVoiceV2.SendTextMessage", request.Headers["X-Amz-Target"]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(request.Body), JsonNode.Parse("""
            {"DestinationPhoneNumber":"+525512345678","OriginationIdentity":"+525500000000","MessageBody":"Señora Núñez: la esperamos.","MessageType":"TRANSACTIONAL"}
            """)), request.Body);
    }

    [Theory]
    [InlineData("ValidationException", "The SMS service says that the number is not valid.")]
    [InlineData("ConflictException", "The SMS service does not send to this number: it has opted out, or is not verified.")]
    [InlineData("ResourceNotFoundException", "The SMS service does not know the clinic's sender.")]
    public async Task What_the_service_will_never_take_is_refused(string code, string reason) => Assert.Equal(new SendOutcome.Refused(reason), await AnswerAsync(400, code));

    [Theory]
    [InlineData("ThrottlingException", "The SMS service was too busy for too long.")]
    [InlineData("ServiceQuotaExceededException", "What the account may spend on SMS in a month is spent.", 402)]
    [InlineData("AccessDeniedException", "The SMS service did not accept the request.")]
    public async Task What_the_service_does_not_take_now_was_not_sent(string code, string reason, int status = 400) =>
        Assert.Equal(new SendOutcome.NotTaken(reason), await AnswerAsync(status, code));

    [Fact]
    public async Task After_an_error_of_the_service_nobody_knows() => Assert.Equal(new SendOutcome.Unknown(), await AnswerAsync(500, "InternalServerException"));

    private static async Task<SendOutcome> AnswerAsync(int status, string code)
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(status, $$"""{"__type":"{{code}}","Message":"No."}"""));
        var outcome = await SendAsync(server.Url);
        Assert.Single(server.Requests); // trying again is not the client's business
        return outcome;
    }

    private static async Task<SendOutcome> SendAsync(string url)
    {
        using var client = new AmazonPinpointSMSVoiceV2Client(
            new BasicAWSCredentials("AKID", "secret"), new AmazonPinpointSMSVoiceV2Config { ServiceURL = url, AuthenticationRegion = "us-west-2", MaxErrorRetry = 0 });
        return await new SmsTexter(client, "+525500000000", TimeProvider.System).SendAsync(new Sms("+525512345678", "Señora Núñez: la esperamos."));
    }
}
