using System.Net;
using Amazon.PinpointSMSVoiceV2;
using Amazon.PinpointSMSVoiceV2.Model;
using Clinic.Testing.Aws;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

public sealed class AmazonPinpointSMSVoiceV2ClientTests
{
    private static readonly SendTextMessageRequest Request = new()
    {
        DestinationPhoneNumber = "+525512345678",
        OriginationIdentity = "CLINICA",
        MessageBody = "Hola",
        MessageType = "TRANSACTIONAL",
    };

    [Fact]
    public async Task The_request_is_json_for_the_named_operation()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(200, """{"MessageId":"m-1","Future":1}"""));
        using var client = new AmazonPinpointSMSVoiceV2Client(new AmazonPinpointSMSVoiceV2Config { ServiceURL = server.Url });

        Assert.Equal("m-1", (await client.SendTextMessageAsync(Request)).MessageId);

        var request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/", "PinpointSMSVoiceV2.SendTextMessage"), (request.Method, request.Path, request.Headers["X-Amz-Target"]));
        Assert.Equal("""{"DestinationPhoneNumber":"\u002B525512345678","OriginationIdentity":"CLINICA","MessageBody":"Hola","MessageType":"TRANSACTIONAL"}""", request.Body);
    }

    [Fact]
    public async Task An_error_has_its_code()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(400, """{"__type":"ConflictException","Message":"Opted out."}"""));
        using var client = new AmazonPinpointSMSVoiceV2Client(new AmazonPinpointSMSVoiceV2Config { ServiceURL = server.Url });

        var error = await Assert.ThrowsAsync<AmazonPinpointSMSVoiceV2Exception>(() => client.SendTextMessageAsync(Request));

        Assert.Equal(("Opted out.", "ConflictException", HttpStatusCode.BadRequest), (error.Message, error.ErrorCode, error.StatusCode));
    }
}
