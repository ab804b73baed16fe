using System.Text.Json.Nodes;
using Clinic.Local.Aws.Ses;
using Xunit;

namespace Clinic.EndToEndTests.Messages;

[Collection(TheClinic.Name)]
public sealed class SmsTests(ClinicFixture clinic) : IDisposable
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_SMS_is_queued_then_sent_and_arrives_as_it_was_written(bool secure)
    {
        var number = NewNumber();

        var queued = (await clinic.Support.PostAsync("/messages", Sms(number[3..]).With("storeSecure", secure))).Is(202);

        Assert.Equal(["channel", "createdAt", "id", "secure", "sender", "status", "to"], queued.Json.Select(member => member.Key).Order());
        Assert.Equal(("sms", number, "queued"), (queued.Value("channel"), queued.Value("to"), queued.Value("status")));
        var sms = Assert.Single(await clinic.Phone.ArrivedAsync(number));
        Assert.Equal(("CLINICA", "Señora Núñez: la esperamos el jueves."), (sms["from"]!.GetValue<string>(), sms["text"]!.GetValue<string>()));
        Assert.Equal("sent", (await clinic.Support.SettledAsync(queued.Id)).Value("status"));
        Assert.Equal([queued.Id], (await clinic.Admin.MessagesToAsync(number)).Texts("id"));
        Assert.Equal([queued.Id], (await clinic.Admin.AllAsync("/messages?to=" + number)).Texts("id")); // the plus as people type it
        Assert.Equal([queued.Id], (await clinic.Admin.MessagesToAsync(number[3..])).Texts("id"));
        Assert.DoesNotContain(number[1..], await clinic.ReadLogsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_SMS_that_the_service_refuses_fails_with_the_reason()
    {
        var number = NewNumber();
        clinic.Host.SmsFaults = sms => sms.To == number ? MailFault.Refused("ConflictException", "Opted out.") : MailFault.None;

        var settled = await clinic.Admin.SettledAsync((await clinic.Admin.PostAsync("/messages", Sms(number))).Is(202).Id);

        Assert.Equal(("failed", "The SMS service does not send to this number: it has opted out, or is not verified."), (settled.Value("status"), settled.Value("failure")));
        Assert.Empty(await clinic.Phone.ToAsync(number));
    }

    [Theory]
    [InlineData("to", "12345")]
    [InlineData("to", "rosa@example.org")]
    [InlineData("subject", "Su cita")]
    [InlineData("body", "")]
    [InlineData("channel", "fax")]
    [InlineData("channel", "mail", "to", "subject")]
    public async Task Bad_input_names_the_field(string field, string value, params string[] named) =>
        (await clinic.Admin.PostAsync("/messages", Sms(NewNumber()).With(field, value))).IsProblem(400, named.Length == 0 ? [field] : named);

    [Fact]
    public async Task A_text_has_an_end() => (await clinic.Admin.PostAsync("/messages", Sms(NewNumber()).With("body", new string('x', 1_601)))).IsProblem(400, "body");

    [Fact]
    public async Task A_list_is_narrowed_by_addresses_alone() => (await clinic.Admin.GetAsync("/messages?to=12345")).IsProblem(400, "to");

    public void Dispose() => clinic.Host.SmsFaults = static _ => MailFault.None;

    private static JsonObject Sms(string to) => new() { ["channel"] = "sms", ["to"] = to, ["body"] = "Señora Núñez: la esperamos el jueves." };

    private static string NewNumber() => $"+52{Random.Shared.NextInt64(2_000_000_000, 10_000_000_000)}";
}
