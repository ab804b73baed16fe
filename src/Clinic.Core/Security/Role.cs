using System.Text.Json.Serialization;
using Clinic.Core.Json;

namespace Clinic.Core.Security;

/// <summary>What an account is; it decides the scopes of its tokens (<see cref="Scope.Of"/>) and never changes.</summary>
[JsonConverter(typeof(RoleConverter))]
public enum Role
{
    Admin,
    AdminSupport,
    Thanatologist,
    Patient,
}

/// <summary>The names of roles as they are written in tokens, tables and JSON.</summary>
public static class RoleNames
{
    public static readonly IReadOnlyList<string> All = ["admin", "admin_support", "thanatologist", "patient"];

    public static string Name(this Role role) => All[(int)role];

    public static Role? Parse(string? name)
    {
        for (var position = 0; position < All.Count; position++)
        {
            if (All[position] == name)
                return (Role)position;
        }
        return null;
    }
}

/// <summary>Reads and writes roles by their names.</summary>
public sealed class RoleConverter() : StrictEnumConverter<Role>(RoleNames.All);
