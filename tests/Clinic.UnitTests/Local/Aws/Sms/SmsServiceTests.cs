using Amazon.PinpointSMSVoiceV2;
using Amazon.PinpointSMSVoiceV2.Model;
using Amazon.Runtime;
using Clinic.Local;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Aws.Ses;
using Clinic.Local.Aws.Sms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.Sms;

/// <summary>What the SDK's client makes of the local service and of each fault.</summary>
public sealed class SmsServiceTests : IAsyncLifetime, IDisposable
{
    private readonly Phone phone = new();
    private readonly SmsService service;
    private readonly WebApplication app = Listener.Create(0, static _ => { });
    private AmazonPinpointSMSVoiceV2Client client = null!;

    public SmsServiceTests() => service = new SmsService(phone, TimeProvider.System);

    public async Task InitializeAsync()
    {
        app.Run(AnswerAsync);
        var address = await Listener.StartAsync(app, 0, CancellationToken.None);
        client = new AmazonPinpointSMSVoiceV2Client(
            new BasicAWSCredentials("local", "local"),
            new AmazonPinpointSMSVoiceV2Config { ServiceURL = address.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0, Timeout = TimeSpan.FromSeconds(1) });
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    public void Dispose() => client.Dispose();

    private Task AnswerAsync(HttpContext context) =>
        AwsJsonProtocol.AnswerAsync(context, TimeProvider.System, NullLogger.Instance, (name, request, _) => service.ExecuteAsync(name, request, context));

    [Fact]
    public async Task An_SMS_arrives_at_the_phone_with_what_it_takes_of_the_network()
    {
        var answer = await SendAsync("+525512345678", "Lucía");

        var sms = Assert.Single(phone.List("+525512345678"));
        Assert.Equal((answer.MessageId, "+525512345678", "CLINICA", "Lucía", 1, false), (sms.Id, sms.To, sms.From, sms.Text, sms.Segments, sms.IsGsm7));
        Assert.Empty(phone.List("+525500000000"));
    }

    [Fact]
    public async Task The_phone_keeps_the_last_thousand()
    {
        for (var number = 1; number <= 1_005; number++)
            phone.Add(new SentSms($"{number}", "+525512345678", "CLINICA", "x", default));

        Assert.Equal((1_000, "1005", "6"), (phone.List().Count, phone.List()[0].Id, phone.List()[^1].Id));
        await SendAsync("+525500000000", "x");
        Assert.Equal("+525500000000", phone.List()[0].To);
    }

    [Theory]
    [InlineData("", "Hola")]
    [InlineData("rosa@example.org", "Hola")]
    [InlineData("+525512345678", "")]
    [InlineData("+525512345678", null)]
    public async Task What_the_service_would_not_take_is_refused(string to, string? text)
    {
        var error = await Assert.ThrowsAsync<AmazonPinpointSMSVoiceV2Exception>(() => SendAsync(to, text));

        Assert.Equal("ValidationException", error.ErrorCode);
        Assert.Empty(phone.List());
    }

    [Fact]
    public async Task A_text_has_an_end() =>
        Assert.Equal("ValidationException", (await Assert.ThrowsAsync<AmazonPinpointSMSVoiceV2Exception>(() => SendAsync("+525512345678", new string('x', 1_601)))).ErrorCode);

    [Fact]
    public async Task A_refusal_has_its_code()
    {
        service.Faults = _ => MailFault.Refused("ConflictException", "Opted out.");

        Assert.Equal("ConflictException", (await Assert.ThrowsAsync<AmazonPinpointSMSVoiceV2Exception>(() => SendAsync("+525512345678", "Hola"))).ErrorCode);

        Assert.Empty(phone.List());
    }

    public static TheoryData<MailFault, int> Silences => new() { { MailFault.DroppedBefore, 0 }, { MailFault.DroppedAfter, 1 }, { MailFault.SilentBefore, 0 }, { MailFault.SilentAfter, 1 } };

    [Theory]
    [MemberData(nameof(Silences))]
    public async Task Where_no_answer_comes_the_SMS_may_have_gone_out(MailFault fault, int arrived)
    {
        service.Faults = _ => fault;

        Assert.NotNull(await Record.ExceptionAsync(() => SendAsync("+525512345678", "Hola")));

        Assert.Equal(arrived, phone.List().Count);
    }

    private Task<SendTextMessageResponse> SendAsync(string to, string? text) => client.SendTextMessageAsync(
        new SendTextMessageRequest { DestinationPhoneNumber = to, OriginationIdentity = "CLINICA", MessageBody = text, MessageType = "TRANSACTIONAL" });
}
