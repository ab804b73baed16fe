using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.Cognito;

/// <summary>Cognito's default policy, which holds where a template gives none.</summary>
internal static class PasswordPolicy
{
    private const string Symbols = "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= ";

    public static void Check(string password)
    {
        var fault = password switch
        {
            { Length: < 8 } => "Password not long enough",
            _ when !password.Any(char.IsAsciiLetterUpper) => "Password must have uppercase characters",
            _ when !password.Any(char.IsAsciiLetterLower) => "Password must have lowercase characters",
            _ when !password.Any(char.IsAsciiDigit) => "Password must have numeric characters",
            _ when !password.Any(Symbols.Contains) => "Password must have symbol characters",
            _ => null,
        };
        if (fault is not null)
            throw new ServiceException("InvalidPasswordException", $"Password did not conform with policy: {fault}");
    }
}
