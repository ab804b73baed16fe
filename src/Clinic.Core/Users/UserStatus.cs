using System.Text.Json.Serialization;
using Clinic.Core.Json;

namespace Clinic.Core.Users;

/// <summary>An inactive user cannot sign in; their record and sessions stay.</summary>
[JsonConverter(typeof(UserStatusConverter))]
public enum UserStatus
{
    Active,
    Inactive,
}

/// <summary>Reads and writes statuses by their names.</summary>
public sealed class UserStatusConverter() : StrictEnumConverter<UserStatus>(UserStatusNames.All);

public static class UserStatusNames
{
    public static readonly IReadOnlyList<string> All = ["active", "inactive"];

    public static string Name(this UserStatus status) => All[(int)status];

    public static UserStatus? Parse(string? name) => name switch
    {
        "active" => UserStatus.Active,
        "inactive" => UserStatus.Inactive,
        _ => null,
    };
}
