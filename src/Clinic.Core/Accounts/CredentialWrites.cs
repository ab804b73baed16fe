using Clinic.Core.Errors;
using Clinic.Core.Messages;
using Clinic.Core.Storage;
using Clinic.Core.Users;

namespace Clinic.Core.Accounts;

/// <summary>What a change of a user means for their credential, and the mail that invites them, as writes of the user's own transaction. It reads nothing: the users function may not.</summary>
/// <param name="messages">Null where nobody is invited.</param>
public sealed class CredentialWrites(string table, MessageWrites? messages)
{
    private static readonly DateTimeOffset FirstGeneration = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal void AddNew(Transaction transaction, User user, NewCredential credential, int generation = 0)
    {
        Claim(transaction, user);
        // In place of the failures that may have been counted while the account had no credential.
        transaction.Put(
            table, CredentialItems.New(user.Id, user.Role, credential, user.Status is UserStatus.Active, generation), new Expression("attribute_not_exists(#role)"));
        if (credential.Invitation is not { } invitation)
            return;
        transaction.Put(table, CredentialItems.NewInvitation(user.Id, invitation.Code, invitation.Mail.CreatedAt));
        messages!.AddTo(transaction, invitation.Mail);
    }

    /// <param name="added">The credential of a user who had no email before.</param>
    internal void AddChange(Transaction transaction, User before, User after, NewCredential? added)
    {
        var (old, current) = (before.Data.Email, after.Data.Email);
        if (old != current && old is not null)
        {
            transaction.Delete(table, CredentialItems.Claim(old), new Expression("#userId = :userId").With(":userId", before.Id));
            if (current is not null)
                transaction.Delete(table, CredentialItems.Code(before.Id)); // a code that went to the old address ends with it
        }
        if (old is null && current is not null)
            AddNew(transaction, after, added!, LaterGeneration(after));
        else if (old is not null && current is null)
            transaction.Delete(table, CredentialItems.Key(before.Id), new Expression("attribute_exists(#pk)"));
        else if (old != current)
            Claim(transaction, after);
        if (old is not null && current is not null && before.Status != after.Status)
            SetActive(transaction, after);
    }

    /// <summary>
    /// A user who had an email once may have had a credential, which went with the email: the seconds since 2020 are above
    /// every generation it can have reached, so that none of its refresh tokens comes back to life.
    /// </summary>
    private static int LaterGeneration(User user) => (int)(user.UpdatedAt - FirstGeneration).TotalSeconds;

    /// <summary>Deactivating raises the generation: no refresh token of before comes back to life with the account.</summary>
    private void SetActive(Transaction transaction, User user) => transaction.Update(
        table,
        CredentialItems.Key(user.Id),
        (user.Status is UserStatus.Active
            ? new Expression("SET #active = :active")
            : new Expression("SET #active = :active REMOVE #proofs ADD #generation :one").With(":one", 1)).With(":active", user.Status is UserStatus.Active),
        new Expression("attribute_exists(#pk)"));

    /// <summary>The transaction is refused as a conflict when the email is somebody else's.</summary>
    private void Claim(Transaction transaction, User user) => transaction.Create(
        table, CredentialItems.Claim(user.Data.Email!).Text("userId", user.Id).Flag("unproven", user.HasUnprovenEmail ? true : null), "pk",
        unless: () => new ConflictException("The email is taken."));
}
