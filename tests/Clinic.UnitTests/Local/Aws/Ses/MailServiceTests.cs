using Clinic.Local.Aws.Protocol;
using Clinic.Local.Aws.Ses;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.Ses;

public sealed class MailServiceTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
    private readonly Mailbox mailbox = new();
    private readonly MailService service;

    public MailServiceTests() => service = new MailService(mailbox, new HashSet<string> { "clinic-dev" }, time);

    [Fact]
    public void A_mail_lands_in_the_mailbox_with_its_parts()
    {
        var (id, _) = service.Send(Form(("Destination.ToAddresses.member.2", "luz@clinic.test"), ("Message.Body.Html.Data", "<p>Hola</p>")));

        var mail = Assert.Single(mailbox.List());
        Assert.Equal(
            new SentMail(id, "ana@clinic.test, luz@clinic.test", null, null, "no-reply@clinic.test", "Código", "Su código", "<p>Hola</p>", time.GetUtcNow().UtcDateTime),
            mail);
    }

    [Fact]
    public void Copies_are_kept_and_found()
    {
        service.Send(Form(("Destination.CcAddresses.member.1", "Luz <luz@clinic.test>"), ("Destination.BccAddresses.member.1", "sol@clinic.test")));

        Assert.Single(mailbox.List("LUZ@clinic.test"));
        Assert.Single(mailbox.List("sol@clinic.test"));
        Assert.Single(mailbox.List("ana@clinic.test"));
        Assert.Empty(mailbox.List("na@clinic.test"));
    }

    [Fact]
    public void The_newest_thousand_are_kept_newest_first()
    {
        foreach (var number in Enumerable.Range(1, 1005))
            service.Send(Form(("Message.Subject.Data", $"{number}")));

        var mails = mailbox.List();
        Assert.Equal(1000, mails.Count);
        Assert.Equal("1005", mails[0].Subject);
        Assert.Equal("6", mails[^1].Subject);
    }

    [Theory]
    [InlineData("Destination.ToAddresses.member.1", "nobody", "InvalidParameterValue", "Missing final '@domain'")]
    [InlineData("Destination.ToAddresses.member.1", "a b@clinic.test", "InvalidParameterValue", "Illegal address")]
    [InlineData("Destination.ToAddresses.member.1", "ana@", "InvalidParameterValue", "Illegal address")]
    [InlineData("Destination.ToAddresses.member.1", "ana@clinic..test", "InvalidParameterValue", "Illegal address")]
    [InlineData("Destination.ToAddresses.member.1", "ana@clinic.test\r\nBcc: x@y.test", "InvalidParameterValue", "Illegal address")]
    [InlineData("Destination.ToAddresses.member.1", null, "InvalidParameterValue", "Missing required header 'To'.")]
    [InlineData("Source", null, "ValidationError", "'source'")]
    [InlineData("Source", "somebody", "InvalidParameterValue", "Missing final '@domain'")]
    [InlineData("Message.Subject.Data", null, "ValidationError", "'message.subject.data'")]
    [InlineData("Message.Body.Text.Data", null, "InvalidParameterValue", "body")]
    [InlineData("ConfigurationSetName", "other", "ConfigurationSetDoesNotExist", "<other>")]
    public void What_ses_would_refuse_is_refused_and_not_kept(string field, string? value, string code, string message)
    {
        var error = Assert.Throws<ServiceException>(() => service.Send(Form((field, value))));

        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(mailbox.List());
    }

    [Fact]
    public void More_than_fifty_recipients_are_refused()
    {
        var many = Enumerable.Range(1, 51).Select(number => ($"Destination.ToAddresses.member.{number}", (string?)$"a{number}@clinic.test"));

        var error = Assert.Throws<ServiceException>(() => service.Send(Form([.. many])));

        Assert.Equal("Recipient count exceeds 50.", error.Message);
    }

    private static Dictionary<string, string> Form(params (string Field, string? Value)[] changes)
    {
        var form = new Dictionary<string, string>
        {
            ["Action"] = "SendEmail",
            ["Source"] = "no-reply@clinic.test",
            ["Destination.ToAddresses.member.1"] = "ana@clinic.test",
            ["Message.Subject.Data"] = "Código",
            ["Message.Body.Text.Data"] = "Su código",
            ["ConfigurationSetName"] = "clinic-dev",
        };
        foreach (var (field, value) in changes)
        {
            form.Remove(field);
            if (value is not null)
                form[field] = value;
        }

        return form;
    }
}
