using Clinic.Core.Messages;
using Xunit;

namespace Clinic.UnitTests.Messages;

public sealed class NewMessageRulesTests
{
    private static readonly NewMessage Valid = new("rosa.nunez@example.org", "Su próxima sesión", "La esperamos el jueves.\r\n\tTraiga su carta.");
    private static readonly NewMessage Sms = new("+525512345678", Body: "La esperamos el jueves.", Channel: MessageChannel.Sms);
    private readonly NewMessageRules rules = new();

    [Fact]
    public void A_usual_message_is_accepted()
    {
        AssertAccepted(Valid);
        AssertAccepted(Valid with { StoreSecure = true });
        AssertAccepted(Valid with { Subject = new string('ñ', 200), Body = new string('á', 100_000) });
        AssertAccepted(Valid with { To = new string('a', 64) + "@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 3)) + ".org" });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("rosa")]
    [InlineData("rosa@example.org, otra@example.org")]
    [InlineData("Rosa <rosa@example.org>")]
    [InlineData("rosa@example.org\r\nBcc: otra@example.org")]
    public void To_is_one_address(string? to) => AssertRefused("To", Valid with { To = to });

    [Fact]
    public void To_keeps_to_the_lengths_of_mail()
    {
        AssertRefused("To", Valid with { To = new string('a', 65) + "@example.org" });
        AssertRefused("To", Valid with { To = "a@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 5)) + ".org" });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("Su cita\r\nBcc: otra@example.org")]
    [InlineData("Su cita\n")]
    [InlineData("Su\u0085cita")]
    [InlineData("Su\0cita")]
    public void A_subject_is_one_line(string? subject) => AssertRefused("Subject", Valid with { Subject = subject });

    [Fact]
    public void Lengths_have_an_end()
    {
        AssertRefused("Subject", Valid with { Subject = new string('x', 201) });
        AssertRefused("Body", Valid with { Body = new string('x', 100_001) });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("a\0b")]
    public void A_body_is_text(string? body) => AssertRefused("Body", Valid with { Body = body });

    [Fact]
    public void An_SMS_goes_to_a_number_and_has_no_subject()
    {
        AssertAccepted(Sms);
        AssertAccepted(Sms with { To = "55 1234 5678", Body = new string('á', 1_600) });
        AssertRefused("Subject", Sms with { Subject = "Su cita" });
        AssertRefused("Body", Sms with { Body = new string('x', 1_601) });
        AssertRefused("Body", Sms with { Body = null });
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("rosa@example.org")]
    [InlineData("12345")]
    [InlineData("+5255123456789")]
    public void An_SMS_goes_to_no_other_address(string? to) => AssertRefused("To", Sms with { To = to });

    [Fact]
    public void A_mail_does_not_go_to_a_number() => AssertRefused("To", Valid with { To = "+525512345678", Channel = MessageChannel.Mail });

    private void AssertAccepted(NewMessage message) => Assert.True(rules.Validate(message).IsValid, rules.Validate(message).ToString());

    private void AssertRefused(string member, NewMessage message) => Assert.Equal(member, Assert.Single(rules.Validate(message).Errors).PropertyName);
}
