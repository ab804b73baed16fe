using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Messages;

/// <summary>The rules of POST /messages. A subject of one line cannot smuggle in a header.</summary>
public sealed class NewMessageRules : AbstractValidator<NewMessage>
{
    private const int LongestSubject = 200;
    private const int LongestBody = 100_000;

    public NewMessageRules()
    {
        RuleFor(message => message.To).RequiredEmail();
        RuleFor(message => message.Subject).RequiredLine(LongestSubject);
        RuleFor(message => message.Body).RequiredText(LongestBody);
    }
}
