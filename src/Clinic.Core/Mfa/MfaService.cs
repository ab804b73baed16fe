using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Mfa;

/// <summary>A second factor for staff: set up with an authenticator app, asked for at every login, turned off with a code.</summary>
/// <param name="isRequiredOfAdmins">Whether an admin may not turn it off.</param>
public sealed class MfaService(
    LoginGuard passwords,
    DynamoCredentialStore credentials,
    DynamoUsers users,
    DynamoSecondFactorStore store,
    SecondFactorGuard guard,
    TotpSecrets secrets,
    RecoveryCodes recoveryCodes,
    DynamoAuditStore audit,
    bool isRequiredOfAdmins,
    TimeProvider time)
{
    private readonly Contention contention = new(time);

    /// <summary>A new secret, which a code has to confirm within 15 minutes; asking again replaces it.</summary>
    /// <exception cref="NotFoundException">The caller is a service, which is no user.</exception>
    /// <exception cref="ForbiddenException">The caller is a patient.</exception>
    /// <exception cref="ConflictException">There is a second factor already.</exception>
    /// <exception cref="InvalidInputException">The current password is wrong; it counts as a failed login.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    public async Task<MfaEnrolment> EnrolAsync(Caller caller, NewSecondFactor input)
    {
        var user = await FindUserAsync(caller);
        if (user.IsPatient)
            throw new ForbiddenException(ProblemCode.SecondFactorForStaff);
        var credential = await credentials.ReadAsync(user.Id);
        if (credential.SecondFactor is not null)
            throw new ConflictException(ProblemCode.SecondFactorExists);
        await passwords.CheckCurrentPasswordAsync(credential, input.CurrentPassword!);
        var secret = TotpSecrets.New();
        await store.PutEnrolmentAsync(user.Id, await secrets.SealAsync(user.Id, secret));
        return TotpSecrets.Present(secret, user.Data.Email!);
    }

    /// <exception cref="ConflictException">No secret waits for a confirmation.</exception>
    /// <exception cref="InvalidInputException">The code is wrong; it counts as a failed login.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    public async Task<RecoveryCodesView> ConfirmAsync(Caller caller, MfaCode input)
    {
        var user = await FindUserAsync(caller);
        var credential = await credentials.ReadAsync(user.Id);
        credential.CheckLock(time.GetUtcNow());
        if (credential.SecondFactor is not null || await store.FindEnrolmentAsync(user.Id) is not { } secret)
            throw new ConflictException(ProblemCode.SecondFactorNotBegun);
        var step = await guard.FirstStepAsync(credential, secret, input.Code!) ?? throw WrongCode();
        var codes = RecoveryCodes.New();
        var macs = await Task.WhenAll(codes.Select(code => recoveryCodes.MacAsync(user.Id, code)));
        var entry = AuditEntry.Of(caller, user.Id, AuditAction.MfaEnabled, time.GetUtcNow());
        if (!await contention.RetryAsync(() => store.EnableAsync(credential, new SecondFactor(secret, step), macs, entry, audit)))
            throw new ConflictException(ProblemCode.AccountChanged);
        return new RecoveryCodesView(codes);
    }

    /// <exception cref="NotFoundException">There is no second factor.</exception>
    /// <exception cref="ConflictException">The clinic requires it of its admins.</exception>
    /// <exception cref="InvalidInputException">The code is wrong or was used before; it counts as a failed login.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    public async Task RemoveAsync(Caller caller, MfaCode input)
    {
        var user = await FindUserAsync(caller);
        var credential = await credentials.ReadAsync(user.Id);
        if (credential.SecondFactor is null)
            throw new NotFoundException(ProblemCode.NoSecondFactor);
        if (user.Role is Role.Admin && isRequiredOfAdmins)
            throw new ConflictException(ProblemCode.SecondFactorRequired);
        credential.CheckLock(time.GetUtcNow());
        if (!await guard.VerifyAsync(credential, input.Code!))
            throw WrongCode();
        var entry = AuditEntry.Of(caller, user.Id, AuditAction.MfaDisabled, time.GetUtcNow());
        if (!await contention.RetryAsync(() => store.DisableAsync(credential, entry, audit)))
            throw new ConflictException(ProblemCode.AccountChanged);
    }

    private async Task<User> FindUserAsync(Caller caller) =>
        caller.UserId is { } id && await users.FindAsync(id) is { } user ? user : throw new NotFoundException(ProblemCode.NoUser);

    private static InvalidInputException WrongCode() => new("code", FieldCode.Wrong, new("no es correcto o ya se usó: espere el siguiente", "is wrong or was used before: wait for the next one"));
}
