using Clinic.Core.Users;

namespace Clinic.Ingestion;

/// <param name="ImportedVersion">The version that an import wrote last; another one is somebody's in the application.</param>
internal sealed record ImportedUser(User User, int ImportedVersion)
{
    public bool IsAsImported => User.Version == ImportedVersion;
}
