using System.Reflection;

namespace Clinic.Local.Aws.Lambda;

/// <summary>Debug or Release: the functions are taken from the same configuration that the host was built in.</summary>
internal static class BuildConfiguration
{
    public static string OfThisHost { get; } =
        typeof(BuildConfiguration).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";
}
