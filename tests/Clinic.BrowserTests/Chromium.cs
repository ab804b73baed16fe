using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Clinic.Local;
using Clinic.Local.Aws.DynamoDb;
using Microsoft.Playwright;

namespace Clinic.BrowserTests;

/// <summary>
/// The browser that the tests drive: the one that <c>CHROMIUM_PATH</c> names, else this machine's Chromium or Chrome, else one that
/// is fetched once with npm and kept in <c>.local</c> (docs/adr/0039).
/// </summary>
internal static class Chromium
{
    public const string Variable = "CHROMIUM_PATH";

    private const string Otherwise = $"install Chromium or Google Chrome, or name one in {Variable}";

    private static readonly NpmPackage Package = new(
        "Chromium",
        "@sparticuz/chromium",
        "153.0.0",
        70,
        "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
        Otherwise);

    private static readonly NpmPackage Fonts = new(
        "DejaVu fonts",
        "dejavu-fonts-ttf",
        "2.37.3",
        5,
        "f1hd7jJbeQa1VWcw+K2KrTXS50zTMaHpVC4XIKJpNcDeYR5ajMtj/iLlQDYNvLOKamUB3ARVVCf79lNwNVztSQ==",
        Otherwise);

    private static readonly string State = Path.Combine(RepositoryRoot.Find(), ".local");
    private static readonly string Fetched = Path.Combine(State, $"chromium-{Package.Version}");
    private static readonly string FetchedFonts = Path.Combine(State, $"dejavu-fonts-{Fonts.Version}");

    private static readonly string[] OthersThanGlibc = ["win", "osx", "musl", "alpine"];

    public static IReadOnlyList<string> UsualPlaces { get; } =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/usr/bin/google-chrome-stable",
        "/snap/bin/chromium",
        "/opt/homebrew/bin/chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        .. Windows(Environment.SpecialFolder.ProgramFiles),
        .. Windows(Environment.SpecialFolder.ProgramFilesX86),
        .. Windows(Environment.SpecialFolder.LocalApplicationData),
    ];

    /// <exception cref="SetupException">There is none and none can be fetched.</exception>
    public static async Task<BrowserTypeLaunchOptions> FindAsync(Action<string> progress)
    {
        if (Find(Environment.GetEnvironmentVariable(Variable), UsualPlaces) is { } installed)
            return Options(installed);
        CheckPlatform(RuntimeInformation.RuntimeIdentifier);
        await Fonts.InstallAsync(FetchedFonts, (package, _) => Task.FromResult(Path.Combine(package, "ttf")), progress, CancellationToken.None);
        await Package.InstallAsync(Fetched, UnpackAsync, progress, CancellationToken.None);
        var options = Options(Path.Combine(Fetched, "chromium"));
        // A slim machine may have neither the libraries nor fonts; on any other they are these all the same.
        options.Env = new Dictionary<string, string>(Inherited())
        {
            ["LD_LIBRARY_PATH"] = Path.Combine(Fetched, "lib"),
            ["FONTCONFIG_FILE"] = Path.Combine(Fetched, "fonts.conf"),
        };
        return options;
    }

    /// <param name="named">What the variable says: it is taken or refused, never passed over.</param>
    /// <returns>Null when none is installed.</returns>
    public static string? Find(string? named, IEnumerable<string> places)
    {
        if (!string.IsNullOrEmpty(named))
            return File.Exists(named) ? named : throw new SetupException($"{Variable} names {named}, which is not there: correct or unset it.");
        return places.FirstOrDefault(File.Exists);
    }

    /// <param name="runtime">The runtime identifier, which a distribution's own build of .NET begins with its name.</param>
    public static void CheckPlatform(string runtime)
    {
        if (!runtime.EndsWith("-x64", StringComparison.Ordinal) || OthersThanGlibc.Any(system => runtime.Contains(system, StringComparison.Ordinal)))
            throw new SetupException(
                $"The browser tests need Chromium, and the one that they would fetch is for Linux on x64 with glibc, which this ({runtime}) is not: "
                + $"install Chromium or Google Chrome (Debian: apt-get install chromium), or name one in {Variable}.");
    }

    private static BrowserTypeLaunchOptions Options(string path) => new() { ExecutablePath = path, Args = ["--disable-quic"] };

    /// <summary>The package has the browser and its libraries packed with Brotli, each by itself.</summary>
    private static async Task<string> UnpackAsync(string package, CancellationToken cancellationToken)
    {
        var bin = Path.Combine(package, "bin");
        await using (var program = File.Create(Path.Combine(bin, "chromium")))
        await using (var packed = Open("chromium.br"))
            await packed.CopyToAsync(program, cancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(bin, "chromium"), (UnixFileMode)0b111_101_101);
        await using (var libraries = Open("al2023.tar.br"))
            await TarFile.ExtractToDirectoryAsync(libraries, bin, overwriteFiles: true, cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(bin, "fonts.conf"),
            $"""
            <?xml version="1.0"?>
            <!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
            <fontconfig>
              <dir prefix="relative">../{Path.GetFileName(FetchedFonts)}</dir>
              <cachedir prefix="xdg">fontconfig</cachedir>
            </fontconfig>
            """,
            cancellationToken);
        foreach (var packed in Directory.GetFiles(bin, "*.br"))
            File.Delete(packed);
        return bin;

        BrotliStream Open(string name) => new(File.OpenRead(Path.Combine(bin, name)), CompressionMode.Decompress);
    }

    private static IEnumerable<KeyValuePair<string, string>> Inherited() =>
        from System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables()
        select KeyValuePair.Create((string)variable.Key, (string)variable.Value!);

    private static IEnumerable<string> Windows(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder) is { Length: > 0 } path ? [Path.Combine(path, "Google", "Chrome", "Application", "chrome.exe")] : [];
}
