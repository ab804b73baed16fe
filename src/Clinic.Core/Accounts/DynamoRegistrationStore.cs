using Amazon.DynamoDBv2;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>
/// Accounts that no member of staff makes, of patients who register and of an operator's admins: the user, the email's claim, the
/// credential, an invitation's mail and the audit entry, together or not at all.
/// </summary>
public sealed class DynamoRegistrationStore(IAmazonDynamoDB dynamo, string usersTable, CredentialWrites credentials, DynamoAuditStore audit, TimeProvider time)
{
    private readonly Contention contention = new(time);

    /// <summary>False when somebody else has the email: of any number at once, one makes the account.</summary>
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
