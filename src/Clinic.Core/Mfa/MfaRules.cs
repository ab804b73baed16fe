using Clinic.Core.Accounts;
using FluentValidation;

namespace Clinic.Core.Mfa;

public sealed class NewSecondFactorRules : AbstractValidator<NewSecondFactor>
{
    public NewSecondFactorRules() => RuleFor(input => input.CurrentPassword).Filled(LoginRules.LongestGuess).WithMessage("is required");
}

public sealed class MfaCodeRules : AbstractValidator<MfaCode>
{
    public MfaCodeRules() => RuleFor(input => input.Code).Typed("the code of the authenticator app");
}

public sealed class MfaLoginRules : AbstractValidator<MfaLogin>
{
    private const int LongestSession = 8_192;

    public MfaLoginRules()
    {
        RuleFor(login => login.Session).Filled(LongestSession).WithMessage("is required: the session that the login answered");
        RuleFor(login => login.Code).Typed("the code of the authenticator app, or a recovery code");
    }
}
