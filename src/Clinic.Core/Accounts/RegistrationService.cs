using Amazon.DynamoDBv2;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>
/// Signing in, or up first where the clinic allows it: an email that nobody has becomes a patient without a case record, which an
/// admin opens, or the thanatologist who takes the patient on. Only the email is known of the person: the part before the @
/// stands for the first name until they fill in their profile. docs/adr/0010.
/// </summary>
public sealed class RegistrationService(LoginService logins, DynamoRegistrationStore store, bool isAllowed, TimeProvider time)
{
    private const int LongestName = 60;

    private readonly Lazy<RegistrationRules> rules = new();

    /// <returns>The result of signing in, and the id of the account if it is new.</returns>
    /// <exception cref="InvalidInputException">The email is nobody's yet and the password not good enough for a new account.</exception>
    /// <exception cref="UnauthorizedException">Whatever was wrong.</exception>
    /// <exception cref="TooManyRequestsException">The account is locked.</exception>
    public async Task<(SignIn SignIn, string? NewId)> AuthenticateAsync(Caller caller, Credentials request, Action<AttemptsLeft>? tell = null)
    {
        var newId = isAllowed ? await TryRegisterAsync(caller, request) : null;
        return (await logins.LoginAsync(new LoginRequest(request.Email, request.Password), tell), newId);
    }

    /// <summary>Null when the email is somebody's already, or has become so just now.</summary>
    private async Task<string?> TryRegisterAsync(Caller caller, Credentials request)
    {
        var credential = await logins.FindAsync(request.Email!);
        if (credential.Exists)
            return null;
        credential.CheckLock(time.GetUtcNow());
        Validation.Check(rules.Value, request);
        var patient = NewPatient(Normalization.NormalizeEmail(request.Email!));
        var entry = AuditEntry.Of(caller, patient.Id, AuditAction.UserCreated, patient.CreatedAt);
        return await store.TryAddAsync(patient, NewCredential.WithPassword(request.Password!), entry) ? patient.Id : null;
    }

    private User NewPatient(string email)
    {
        var now = time.GetUtcNow();
        var name = email[..Math.Min(email.IndexOf('@'), LongestName)];
        var data = new MasterData { FirstName = name, FirstLastName = "", Email = email };
        return new User(Identifier.New(time), Role.Patient, UserStatus.Active, data, 1, now, now, null, null) { HasUnprovenEmail = true };
    }
}

/// <summary>
/// Accounts that are not made by staff, but by patients who register or for an operator's admins: the user, the claim on the email, the
/// credential, an invitation's mail and the audit entry, together or not at all.
/// </summary>
public sealed class DynamoRegistrationStore(IAmazonDynamoDB dynamo, string usersTable, CredentialWrites credentials, DynamoAuditStore audit, TimeProvider time)
{
    private readonly Contention contention = new(time);

    /// <summary>False when somebody else has the email: of any number of attempts at once, one makes the account.</summary>
    internal Task<bool> TryAddAsync(User user, NewCredential credential, AuditEntry entry) => contention.RetryAsync(async () =>
    {
        var transaction = new Transaction(dynamo).Create(usersTable, UserItems.Write(user), "id");
        credentials.AddNew(transaction, user, credential);
        audit.AddTo(transaction, entry);
        try
        {
            await transaction.CommitAsync();
            return true;
        }
        catch (ConflictException)
        {
            return false;
        }
    });
}
