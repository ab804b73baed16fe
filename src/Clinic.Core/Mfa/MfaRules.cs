using Clinic.Core.Accounts;
using FluentValidation;

namespace Clinic.Core.Mfa;

public sealed class MfaCodeRules : AbstractValidator<MfaCode>
{
    internal const int LongestCode = 32;

    public MfaCodeRules() => RuleFor(input => input.Code).Filled(LongestCode).WithMessage("is required: the code of the authenticator app");
}

public sealed class MfaLoginRules : AbstractValidator<MfaLogin>
{
    private const int LongestSession = 8_192;

    public MfaLoginRules()
    {
        RuleFor(login => login.Session).Filled(LongestSession).WithMessage("is required: the session that the login answered");
        RuleFor(login => login.Code).Filled(MfaCodeRules.LongestCode).WithMessage("is required: the code of the authenticator app, or a recovery code");
    }
}
