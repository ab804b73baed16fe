using Amazon.PinpointSMSVoiceV2;
using Amazon.PinpointSMSVoiceV2.Model;
using Amazon.Runtime;

namespace Clinic.MessageDelivery;

/// <summary>Sends through AWS End User Messaging, from the clinic's number or name.</summary>
internal sealed class SmsTexter(IAmazonPinpointSMSVoiceV2 service, string sender, TimeProvider time) : ITexter
{
    public Task<SendOutcome> SendAsync(Sms sms) =>
        Handover.AttemptAsync(Delivery.SmsService, async patience => (await service.SendTextMessageAsync(Request(sms), patience)).MessageId, OutcomeOf, time);

    private SendTextMessageRequest Request(Sms sms) => new()
    {
        DestinationPhoneNumber = sms.To,
        OriginationIdentity = sender,
        MessageBody = sms.Text,
        MessageType = "TRANSACTIONAL",
    };

    private static SendOutcome? OutcomeOf(AmazonServiceException error) => error.ErrorCode switch
    {
        "ValidationException" => new SendOutcome.Refused("The SMS service says that the number is not valid."),
        "ConflictException" => new SendOutcome.Refused("The SMS service does not send to this number: it has opted out, or is not verified."),
        "ResourceNotFoundException" => new SendOutcome.Refused("The SMS service does not know the clinic's sender."),
        "ServiceQuotaExceededException" => new SendOutcome.NotTaken("What the account may spend on SMS in a month is spent."),
        _ => null,
    };
}

/// <summary>A text to one phone number.</summary>
internal sealed record Sms(string To, string Text);

/// <summary>Sends SMS. Tests replace it.</summary>
internal interface ITexter
{
    /// <summary>Hands the SMS over once. The caller decides whether to try again.</summary>
    Task<SendOutcome> SendAsync(Sms sms);
}
