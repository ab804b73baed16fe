namespace Clinic.Core.Users;

/// <summary>The body of POST /users.</summary>
public sealed record NewUser : MasterData
{
    /// <summary>Without it, an account with an email gets an invitation.</summary>
    public string? Password { get; init; }

    public NewRecord? Record { get; init; }
}

/// <summary>How a new patient's record begins; an admin has to name the thanatologist.</summary>
public sealed record NewRecord(string? ThanatologistId = null, string? Ekr = null);
