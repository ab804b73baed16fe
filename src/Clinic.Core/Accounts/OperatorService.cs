using Clinic.Core.Auditing;
using Clinic.Core.Mfa;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>What an operator asks for.</summary>
/// <param name="Action">One of the actions of <see cref="OperatorService"/>.</param>
/// <param name="Email">Whose account it is about, in any letter case.</param>
public sealed record OperatorRequest(string? Action = null, string? Email = null);

/// <param name="Message">What was done, or why nothing was, in words for people.</param>
public sealed record OperatorOutcome(bool Done, string Message);

/// <summary>
/// What only whoever operates the stack may do, past the API and its roles: who may invoke the function is a right in the cloud
/// account. docs/adr/0034.
/// </summary>
public sealed class OperatorService(DynamoCredentialStore credentials, DynamoSecondFactorStore secondFactors, DynamoAuditStore audit, TimeProvider time)
{
    /// <summary>Turns the second factor of an account off whose owner has lost the authenticator and the recovery codes.</summary>
    public const string RemoveMfa = "remove-mfa";

    private readonly Contention contention = new(time);

    /// <param name="requestId">For the audit.</param>
    public async Task<OperatorOutcome> RunAsync(OperatorRequest request, string requestId) => request switch
    {
        { Action: RemoveMfa, Email: { } email } => await RemoveMfaAsync(email, requestId),
        { Action: RemoveMfa } => Nothing("email is required."),
        _ => Nothing($"action must be {RemoveMfa}."),
    };

    private async Task<OperatorOutcome> RemoveMfaAsync(string email, string requestId)
    {
        if (await credentials.FindUserIdAsync(Normalization.NormalizeEmail(email)) is not { } userId)
            return Nothing("Nobody has this email.");
        var credential = await credentials.ReadAsync(userId);
        if (credential is not { SecondFactor: not null, Active: true })
            return Nothing(credential.Active ? "The account has no second factor." : "The account is not active.");
        var entry = new AuditEntry(userId, AuditAction.MfaDisabled, "operator", "operator", requestId, time.GetUtcNow(), []);
        return await contention.RetryAsync(() => secondFactors.DisableAsync(credential, entry, audit, endsSessions: true))
            ? new OperatorOutcome(true, "The second factor is off, every session has ended, and a lock is lifted: the password signs in again.")
            : Nothing("The account was changed at the same time: try again.");
    }

    private static OperatorOutcome Nothing(string reason) => new(false, reason);
}
