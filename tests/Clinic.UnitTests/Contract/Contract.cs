using Clinic.Local;
using Clinic.Contract.OpenApi;
using Clinic.Local.Template;

namespace Clinic.UnitTests.Contract;

/// <summary>The places where the contract is written down, which these tests hold to each other.</summary>
internal static class Contract
{
    public static string Root { get; } = RepositoryRoot.Find();

    public static ClinicTemplate Template { get; } = ClinicTemplate.Load(PathOf("template.yaml"));

    /// <summary>Every route of the code with the logical id of its function.</summary>
    public static IReadOnlyList<(string Function, Core.Http.Route Route)> Routes { get; } =
        [.. ApiResource.All.SelectMany(resource => resource.Routes.Select(route => (resource.Function, route)))];

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);
}
