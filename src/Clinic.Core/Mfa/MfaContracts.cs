using Clinic.Core.Accounts;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.Mfa;

/// <summary>The body of POST /auth/mfa/enrol: an open session alone does not set up a second factor.</summary>
public sealed record NewSecondFactor(string? CurrentPassword = null);

/// <summary>A new TOTP secret, shown this once, for an authenticator app to keep.</summary>
/// <param name="Secret">160 random bits in base32 (RFC 4648, section 6).</param>
/// <param name="OtpauthUri">The same in the form that authenticator apps scan as a QR code.</param>
public sealed record MfaEnrolment(string Secret, string OtpauthUri);

/// <summary>The body of POST /auth/mfa/confirm and DELETE /auth/mfa.</summary>
/// <param name="Code">The six digits that the authenticator app shows; to turn the second factor off, a recovery code too.</param>
public sealed record MfaCode(string? Code = null);

/// <summary>Codes for the day that the authenticator is lost: each works once. They are shown this once.</summary>
public sealed record RecoveryCodesView(IReadOnlyList<string> RecoveryCodes);

/// <summary>The password was right, and a second factor is needed: POST /auth/mfa takes the session and a code within three minutes.</summary>
/// <param name="Challenge">Always <c>totp</c> (RFC 6238).</param>
public sealed record ChallengeView(string Challenge, string Session);

/// <summary>The body of POST /auth/mfa.</summary>
/// <param name="Session">As POST /auth/login answered it; good for one try.</param>
/// <param name="Code">The six digits that the authenticator app shows, or a recovery code.</param>
public sealed record MfaLogin(string? Session = null, string? Code = null);

public sealed class NewSecondFactorRules : AbstractValidator<NewSecondFactor>
{
    public NewSecondFactorRules() => RuleFor(input => input.CurrentPassword).Filled(LoginRules.LongestGuess, Phrases.IsRequired);
}

public sealed class MfaCodeRules : AbstractValidator<MfaCode>
{
    public MfaCodeRules() => RuleFor(input => input.Code).Typed(new("el código de la aplicación de autenticación", "the code of the authenticator app"));
}

public sealed class MfaLoginRules : AbstractValidator<MfaLogin>
{
    private const int LongestSession = 8_192;

    public MfaLoginRules()
    {
        RuleFor(login => login.Session).Filled(LongestSession, Phrases.Required(new("la sesión que respondió el inicio de sesión", "the session that the login answered")));
        RuleFor(login => login.Code).Typed(new("el código de la aplicación de autenticación, o uno de recuperación", "the code of the authenticator app, or a recovery code"));
    }
}
