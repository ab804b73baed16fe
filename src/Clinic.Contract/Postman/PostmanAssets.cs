namespace Clinic.Contract.Postman;

/// <summary>The collection's scripts and its story, which are part of the assembly.</summary>
internal static class PostmanAssets
{
    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(PostmanAssets).Assembly.GetManifestResourceStream($"{typeof(PostmanAssets).Namespace}.Assets.{name}")!);
        return reader.ReadToEnd();
    }

    public static IEnumerable<string> Lines(string name) => Read(name).TrimEnd('\n').Split('\n');
}
