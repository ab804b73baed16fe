namespace Clinic.Local.Pages;

/// <summary>The pages' own styles, scripts and icon, which are part of the assembly.</summary>
internal static class PageAssets
{
    public static IResult Answer(string name)
    {
        var type = Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => null,
        };
        return type is not null && TryOpen(name) is { } stream ? Results.Stream(stream, type) : Results.NotFound();
    }

    public static Stream Open(string name) => TryOpen(name) ?? throw new FileNotFoundException("Not embedded", name);

    private static Stream? TryOpen(string name) =>
        typeof(PageAssets).Assembly.GetManifestResourceStream($"{typeof(PageAssets).Namespace}.Assets.{name}");
}
