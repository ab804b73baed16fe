using System.Text.Json;
using System.Text.Json.Serialization;
using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Mfa;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Operator;

/// <summary>What an operator asks for.</summary>
/// <param name="Action">One of the actions of <see cref="OperatorService"/>.</param>
/// <param name="Email">Whose account it is about, in any letter case.</param>
/// <param name="FirstName">Of a new admin.</param>
/// <param name="FirstLastName">Of a new admin.</param>
/// <param name="After">Where a repair that works in parts goes on; null for its first part.</param>
internal sealed record OperatorRequest(string? Action = null, string? Email = null, string? FirstName = null, string? FirstLastName = null, string? After = null);

/// <param name="Message">What was done, or why nothing was, in words for people.</param>
/// <param name="After">Where the next part begins; null when this was the last one.</param>
internal sealed record OperatorOutcome(bool Done, string Message, string? After = null);

/// <summary>
/// What only the operator of the stack may do, outside the API and its roles: who may invoke the function is a right in the cloud
/// account. docs/adr/0034.
/// </summary>
internal sealed class OperatorService(
    DynamoRegistrationStore accounts, Invitations invitations, DynamoCredentialStore credentials, DynamoSecondFactorStore secondFactors, DynamoAuditStore audit, DynamoChainRepair chains, TimeProvider time)
{
    /// <summary>Makes an admin without the help of another one, as a new stack has none, and invites them by mail.</summary>
    public const string CreateAdmin = "create-admin";

    /// <summary>Turns off the second factor of an account whose owner has lost the authenticator and the recovery codes.</summary>
    public const string RemoveMfa = "remove-mfa";

    /// <summary>Takes imported and older sessions into the chains of their patients.</summary>
    public const string ChainSessions = "chain-sessions";

    private readonly Contention contention = new(time);

    /// <param name="requestId">For the audit.</param>
    public async Task<OperatorOutcome> RunAsync(OperatorRequest request, string requestId) => request switch
    {
        { Action: CreateAdmin } => await CreateAdminAsync(new NewUser { Role = Role.Admin, FirstName = request.FirstName, FirstLastName = request.FirstLastName, Email = request.Email }, requestId),
        { Action: RemoveMfa, Email: { } email } => await RemoveMfaAsync(email, requestId),
        { Action: RemoveMfa } => Nothing("email is required."),
        { Action: ChainSessions } => await ChainAsync(request.After, requestId),
        _ => Nothing($"action must be {CreateAdmin}, {RemoveMfa} or {ChainSessions}."),
    };

    private async Task<OperatorOutcome> CreateAdminAsync(NewUser input, string requestId)
    {
        try
        {
            Validation.Check(new NewUserRules(time), input);
        }
        catch (InvalidInputException refusal)
        {
            return Nothing(string.Join(" ", refusal.Errors.SelectMany(field => field.Value.Select(reason => $"{field.Key} {reason.Text.English}."))));
        }
        var now = time.GetUtcNow();
        var admin = new User(Identifier.New(time), Role.Admin, UserStatus.Active, input.Normalized(), 1, now, now, null, null);
        return await accounts.TryAddAsync(admin, NewCredential.Invited(await invitations.NewAsync(admin)), Entry(admin.Id, AuditAction.UserCreated, requestId))
            ? new OperatorOutcome(true, "The admin is made. The mail that invites them has a code to choose the password with.")
            : Nothing("The email is taken.");
    }

    private async Task<OperatorOutcome> RemoveMfaAsync(string email, string requestId)
    {
        if (await credentials.FindUserIdAsync(Normalization.NormalizeEmail(email)) is not { } userId)
            return Nothing("Nobody has this email.");
        var credential = await credentials.ReadAsync(userId);
        if (credential is not { SecondFactor: not null, Active: true })
            return Nothing(credential.Active ? "The account has no second factor." : "The account is not active.");
        return await contention.RetryAsync(() => secondFactors.DisableAsync(credential, Entry(userId, AuditAction.MfaDisabled, requestId), audit, endsSessions: true))
            ? new OperatorOutcome(true, "The second factor is off, every session has ended, and a lock is lifted: the password signs in again.")
            : Nothing("The account was changed at the same time: try again.");
    }

    private async Task<OperatorOutcome> ChainAsync(string? after, string requestId)
    {
        var (sessions, addenda, next) = await chains.AdoptAsync(after, requestId);
        return new OperatorOutcome(true, $"{sessions} sessions and {addenda} addenda are in the chains of their patients now.", next);
    }

    private AuditEntry Entry(string userId, string action, string requestId) => new(userId, action, "operator", "operator", requestId, time.GetUtcNow(), []);

    private static OperatorOutcome Nothing(string reason) => new(false, reason);
}

/// <summary>The worker's requests and responses, in the same JSON as the contracts.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(OperatorRequest))]
[JsonSerializable(typeof(OperatorOutcome))]
internal sealed partial class OperatorJson : JsonSerializerContext
{
    public static OperatorJson Contracts { get; } = new(new JsonSerializerOptions(ClinicJson.Contracts.Options));
}
