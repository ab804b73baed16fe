namespace Clinic.Local.Aws.Protocol;

/// <summary>The credentials that every function process gets here, and that links to objects are signed with.</summary>
internal static class LocalCredentials
{
    public const string AccessKeyId = "local";
    public const string SecretAccessKey = "local";
}
