using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Aws.Ses;

namespace Clinic.Local.Aws.Sms;

/// <summary>SendTextMessage of AWS End User Messaging: an SMS that it would accept arrives at the phone, unless a fault is set.</summary>
internal sealed partial class SmsService(Phone phone, TimeProvider time)
{
    private const int LongestBody = 1_600;

    public Func<SentSms, MailFault> Faults { get; set; } = static _ => MailFault.None;

    /// <summary>Responds to one request, or not at all where a fault says so.</summary>
    public async Task<JsonObject> ExecuteAsync(string operation, JsonObject request, HttpContext context)
    {
        if (operation != "SendTextMessage")
            throw new ServiceException("UnknownOperationException", $"No operation {operation}.");
        var sms = Read(request);
        var fault = Faults(sms);
        if (fault.Error is { } error)
            throw new ServiceException(error.Code, error.Message);
        if (fault.IsAccepted)
            phone.Add(sms);
        await Task.Delay(fault.Delay, time, context.RequestAborted);
        if (fault.IsDropped)
        {
            context.Abort();
            throw new OperationCanceledException();
        }
        return new JsonObject { ["MessageId"] = sms.Id };
    }

    private SentSms Read(JsonObject request)
    {
        var now = time.GetUtcNow();
        var sms = new SentSms(
            Guid.CreateVersion7(now).ToString(), Required(request, "DestinationPhoneNumber"), Required(request, "OriginationIdentity"), Required(request, "MessageBody"), now.UtcDateTime);
        if (!Number().IsMatch(sms.To))
            throw new ServiceException("ValidationException", "DestinationPhoneNumber is not a phone number.");
        if (sms.Text.Length > LongestBody)
            throw new ServiceException("ValidationException", $"MessageBody has more than {LongestBody} characters.");
        return sms;
    }

    private static string Required(JsonObject request, string name) =>
        (string?)request[name] is { Length: > 0 } text ? text : throw new ServiceException("ValidationException", $"{name} is missing.");

    [GeneratedRegex(@"^\+?[1-9][0-9]{1,18}\z")]
    private static partial Regex Number();
}
