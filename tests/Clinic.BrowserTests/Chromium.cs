namespace Clinic.BrowserTests;

/// <summary>The Chromium or Chrome of this machine; nothing is downloaded.</summary>
internal static class Chromium
{
    public const string Variable = "CHROMIUM_PATH";

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

    /// <param name="named">What the variable says: it is taken or refused, never passed over.</param>
    public static string Find(string? named, IEnumerable<string> places)
    {
        if (!string.IsNullOrEmpty(named))
            return File.Exists(named) ? named : throw new FileNotFoundException($"{Variable} names {named}, which is not there: correct or unset it.");
        return places.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"The browser tests need Chromium: install it (Debian: apt-get install chromium; elsewhere Google Chrome will do) or name it in {Variable}.");
    }

    private static IEnumerable<string> Windows(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder) is { Length: > 0 } path ? [Path.Combine(path, "Google", "Chrome", "Application", "chrome.exe")] : [];
}
