namespace Clinic.Core.Users;

/// <summary>The body of PUT /users/{id}, and what a PATCH is merged into. The id and the role may be repeated, not changed.</summary>
public sealed record UserEdit : MasterData
{
    public UserEdit()
    {
    }

    public UserEdit(User user) : base(user.Data)
    {
        Id = user.Id;
        Role = user.Role;
        Status = user.Status;
    }

    public string? Id { get; init; }

    public UserStatus? Status { get; init; }
}
