using Clinic.EndToEndTests.Messages;
using Clinic.Local.Aws.Ses;
using Clinic.Testing;
using Xunit;

namespace Clinic.EndToEndTests.Faults;

/// <summary>What becomes of messages when the mail service fails, and when the delivery is killed between any two of its steps.</summary>
public sealed class MailFaultTests(ClinicFixture clinic) : IClassFixture<ClinicFixture>, IDisposable
{
    [Fact]
    public async Task A_delivery_that_is_killed_between_claim_and_send_sends_the_mail_once()
    {
        var to = Bodies.Email();
        Fault(to, tries => tries == 1 ? Kill(MailFault.DroppedBefore) : MailFault.None);

        var settled = await clinic.Admin.SettledAsync((await clinic.Admin.SendAsync(to)).Id);

        Assert.Equal("sent", settled.Value("status"));
        Assert.Single(await clinic.Mailbox.ToAsync(to));
    }

    [Fact]
    public async Task A_delivery_that_is_killed_between_send_and_mark_sends_the_mail_at_most_twice()
    {
        var to = Bodies.Email();
        Fault(to, tries => tries == 1 ? Kill(MailFault.DroppedAfter) : MailFault.None);

        var settled = await clinic.Admin.SettledAsync((await clinic.Admin.SendAsync(to, secure: true)).Id);

        Assert.Equal("sent", settled.Value("status"));
        Assert.InRange((await clinic.Mailbox.ToAsync(to)).Count, 1, 2);
    }

    [Fact]
    public async Task A_delivery_that_is_killed_every_time_after_sending_still_sends_at_most_twice_and_says_so()
    {
        var to = Bodies.Email();
        Fault(to, _ => Kill(MailFault.DroppedAfter));

        var settled = await clinic.Admin.SettledAsync((await clinic.Admin.SendAsync(to)).Id);

        Assert.Equal(("failed", "Sending was interrupted twice: the message may have arrived."), (settled.Value("status"), settled.Value("failure")));
        Assert.Equal(2, (await clinic.Mailbox.ToAsync(to)).Count);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_asked_twice_and_then_the_message_fails()
    {
        var to = Bodies.Email();
        var asked = Fault(to, _ => MailFault.SilentBefore);

        var settled = await clinic.Admin.SettledAsync((await clinic.Admin.SendAsync(to)).Id);

        Assert.Equal(("failed", "The mail service did not answer: the message may have arrived."), (settled.Value("status"), settled.Value("failure")));
        Assert.Equal(2, asked());
    }

    [Fact]
    public async Task After_one_answer_that_got_lost_the_message_is_sent_and_mailed_at_most_twice()
    {
        var to = Bodies.Email();
        Fault(to, tries => tries == 1 ? MailFault.SilentAfter : MailFault.None);

        var settled = await clinic.Admin.SettledAsync((await clinic.Admin.SendAsync(to)).Id);

        Assert.Equal("sent", settled.Value("status"));
        Assert.InRange((await clinic.Mailbox.ToAsync(to)).Count, 1, 2);
    }

    [Fact]
    public async Task A_throttled_mail_is_tried_again_and_sent_once()
    {
        var to = Bodies.Email();
        Fault(to, tries => tries <= 2 ? MailFault.Throttled : MailFault.None);

        var settled = await clinic.Admin.SettledAsync((await clinic.Admin.SendAsync(to)).Id);

        Assert.Equal("sent", settled.Value("status"));
        Assert.Single(await clinic.Mailbox.ToAsync(to));
    }

    [Theory]
    [InlineData("MessageRejected", "Email address is not verified.", "The sender's or the recipient's address is not verified with the mail service.")]
    [InlineData("MailFromDomainNotVerifiedException", "Not verified.", "The clinic's sender address is not verified with the mail service.")]
    [InlineData("InvalidParameterValue", "Domain starts with dot", "The mail service says that the address is not valid.")]
    public async Task A_refused_mail_fails_at_once_with_a_reason_for_people(string code, string message, string reason)
    {
        var to = Bodies.Email();
        var asked = Fault(to, _ => MailFault.Refused(code, message));

        var settled = await clinic.Admin.SettledAsync((await clinic.Admin.SendAsync(to)).Id);

        Assert.Equal(("failed", reason), (settled.Value("status"), settled.Value("failure")));
        Assert.Equal(1, asked());
        Assert.Empty(await clinic.Mailbox.ToAsync(to));
    }

    [Fact]
    public async Task One_bad_message_does_not_hold_up_the_others()
    {
        var (bad, good) = (Bodies.Email(), Enumerable.Range(0, 10).Select(_ => Bodies.Email()).ToList());
        Fault(bad, _ => MailFault.Throttled);

        await clinic.Admin.SendAsync(bad);
        var sent = await Task.WhenAll(good.Select(to => clinic.Admin.SendAsync(to)));

        Assert.All(await Task.WhenAll(sent.Select(message => clinic.Admin.SettledAsync(message.Id))), settled => Assert.Equal("sent", settled.Value("status")));
    }

    [Fact]
    public async Task A_message_that_has_failed_is_put_back_and_sent_once_its_reason_is_gone()
    {
        var to = Bodies.Email();
        Fault(to, tries => tries == 1 ? MailFault.Refused("MailFromDomainNotVerifiedException", "Not verified.") : MailFault.None);
        var id = (await clinic.Thanatologist.SendAsync(to, secure: true)).Id;
        Assert.Equal("failed", (await clinic.Admin.SettledAsync(id)).Value("status"));

        var answer = await clinic.Host.Lambda.InvokeAsync("MessageDeliveryFunction", "{\"mode\":\"requeue\"}"u8.ToArray());

        Assert.Null(answer.FunctionError);
        var settled = await clinic.Admin.SettledAsync(id);
        Assert.Equal(("sent", null), (settled.Value("status"), settled.Value("failure")));
        Assert.Single(await clinic.Mailbox.ToAsync(to));
        Assert.Contains("message.requeued", (await clinic.Admin.GetAsync($"/users/{clinic.Thanatologist.UserId}/audit")).Is(200).Text, StringComparison.Ordinal);
    }

    public void Dispose() => clinic.Host.MailFaults = static _ => MailFault.None;

    /// <summary>What the service does with the tries of mails to one address; answers how many there were.</summary>
    private Func<int> Fault(string to, Func<int, MailFault> faultOf)
    {
        var tries = 0;
        clinic.Host.MailFaults = mail => mail.To == to ? faultOf(Interlocked.Increment(ref tries)) : MailFault.None;
        return () => tries;
    }

    private MailFault Kill(MailFault fault)
    {
        Assert.NotEqual(0, FunctionProcesses.Kill("Clinic.MessageDelivery", clinic.Host));
        return fault;
    }
}
