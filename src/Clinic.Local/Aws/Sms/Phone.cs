using System.Text.Json.Serialization;
using Clinic.Core.Messages;

namespace Clinic.Local.Aws.Sms;

/// <summary>The SMS to whatever number.</summary>
internal sealed class Phone : Inbox<SentSms>
{
    protected override bool IsTo(SentSms sent, string address) => sent.To == address;
}

/// <summary>An SMS that would have gone out; At is in UTC.</summary>
public sealed record SentSms(string Id, string To, string From, string Text, DateTime At)
{
    public int Segments => SmsText.Segments(Text);

    public bool IsGsm7 => SmsText.IsGsm7(Text);
}

[JsonSerializable(typeof(IReadOnlyList<SentSms>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class SmsJson : JsonSerializerContext;
