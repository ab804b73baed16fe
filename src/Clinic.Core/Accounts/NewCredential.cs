namespace Clinic.Core.Accounts;

/// <summary>What a new account signs in with: a password's hash, or an invitation to choose one.</summary>
public sealed record NewCredential(string Salt, string? Hash, Invitation? Invitation)
{
    public static NewCredential WithPassword(string password)
    {
        var salt = PasswordDigest.NewSalt();
        return new NewCredential(salt, PasswordDigest.Hash(PasswordDigest.Of(password, salt)), null);
    }

    public static NewCredential Invited(Invitation invitation) => new(PasswordDigest.NewSalt(), null, invitation);
}
