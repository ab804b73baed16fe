using Clinic.Local;
using Clinic.Local.Aws.DynamoDb;

namespace Clinic.BrowserTests;

/// <summary>Scripts of others that the tests run in a page: fetched once with npm and kept in <c>.local</c>, as the browser is.</summary>
internal static class BrowserScripts
{
    /// <summary>Evaluated in a page that has axe.</summary>
    public const string SeriousViolations = "async () => (await axe.run()).violations.filter(found => ['serious', 'critical'].includes(found.impact)).map(found => `${found.id}: ${found.nodes[0].html}`)";

    private const string Otherwise = "run the tests where npm's registry can be reached";

    private static readonly NpmPackage Axe = new(
        "axe", "axe-core", "4.14.1", 1, "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==", Otherwise);

    private static readonly NpmPackage Ical = new(
        "ical.js", "ical.js", "2.2.1", 1, "yK/UlPbEs316igb/tjRgbFA8ZV75rCsBJp/hWOatpyaPNlgw0dGDmU+FoicOcwX4xXkeXOkYiOmCqNPFpNPkQg==", Otherwise);

    /// <summary>The file of axe, which finds what keeps people from using a page.</summary>
    public static Task<string> AxeAsync() => InstallAsync(Axe, "axe.min.js");

    /// <summary>The file of ical.js, which reads calendars.</summary>
    public static Task<string> IcalAsync() => InstallAsync(Ical, Path.Combine("dist", "ical.es5.min.cjs"));

    private static async Task<string> InstallAsync(NpmPackage package, string file)
    {
        var directory = Path.Combine(RepositoryRoot.Find(), ".local", $"{package.Name}-{package.Version}");
        await package.InstallAsync(directory, (unpacked, _) => Task.FromResult(unpacked), static _ => { }, CancellationToken.None);
        return Path.Combine(directory, file);
    }
}
