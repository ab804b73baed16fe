using Amazon.DynamoDBv2;
using Clinic.Core.Auditing;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>Patients who make their own account: the user, the email's claim, the credential and the audit entry, together or not at all.</summary>
public sealed class DynamoRegistrationStore(IAmazonDynamoDB dynamo, string usersTable, CredentialWrites credentials, DynamoAuditStore audit, TimeProvider time)
{
    private readonly Contention contention = new(time);

    /// <summary>False when somebody else has the email: of any number at once, one makes the account.</summary>
    internal Task<bool> TryAddAsync(Caller caller, User patient, NewCredential credential) => contention.RetryAsync(async () =>
    {
        var transaction = new Transaction(dynamo).Create(usersTable, UserItems.Write(patient), "id", "id");
        credentials.AddNew(transaction, patient, credential);
        audit.AddTo(transaction, AuditEntry.Of(caller, patient.Id, AuditAction.UserCreated, patient.CreatedAt));
        return await transaction.CommitAsync() switch
        {
            null => true,
            CredentialWrites.EmailGuard => false,
            var guard => throw new InvalidOperationException($"The guard {guard} refused."),
        };
    });
}
