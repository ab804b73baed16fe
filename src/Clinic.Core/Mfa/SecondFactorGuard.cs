using Clinic.Core.Accounts;

namespace Clinic.Core.Mfa;

/// <summary>Checks second factors: every code works once, and wrong ones count towards the account's lock like wrong passwords.</summary>
public sealed class SecondFactorGuard(LoginGuard guard, TotpSecrets secrets, RecoveryCodes recoveryCodes, DynamoSecondFactorStore store)
{
    private const int TotpDigits = 6;

    /// <summary>Takes a code of the authenticator app or a recovery code, and uses it up.</summary>
    public Task<bool> VerifyAsync(Credential credential, string typed) => guard.VerifyAsync(credential, async counted =>
    {
        if (counted.SecondFactor is not { } factor)
            return false;
        var code = TypedCode.Normalize(typed);
        if (!IsTotp(code))
            return await store.TryUseRecoveryCodeAsync(counted.UserId, await recoveryCodes.MacAsync(counted.UserId, code));
        return await secrets.StepOfAsync(counted.UserId, factor.Secret, code) is { } step && await store.TryUseStepAsync(counted.UserId, step);
    });

    /// <summary>The step of the first code of a secret that is not the account's second factor yet; null when the code is wrong.</summary>
    public async Task<long?> FirstStepAsync(Credential credential, SealedSecret secret, string typed)
    {
        long? step = null;
        await guard.VerifyAsync(credential, async counted => (step = await secrets.StepOfAsync(counted.UserId, secret, TypedCode.Normalize(typed))) is not null);
        return step;
    }

    private static bool IsTotp(string code) => code.Length == TotpDigits && code.All(char.IsAsciiDigit);
}
