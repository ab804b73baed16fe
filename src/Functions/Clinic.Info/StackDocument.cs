using System.Text.Json;

namespace Clinic.Info;

/// <summary>docs/openapi.json as it was when this was built, with a stack's address in the place of the committed server's.</summary>
public sealed class StackDocument
{
    private const string Server = "\"servers\": [\n    {\n      \"url\": \"";
    private readonly string before;
    private readonly string after;

    public StackDocument()
    {
        using var resource = typeof(StackDocument).Assembly.GetManifestResourceStream("openapi.json")!;
        using var reader = new StreamReader(resource);
        var text = reader.ReadToEnd();
        var start = text.IndexOf(Server, StringComparison.Ordinal) + Server.Length;
        (before, after) = (text[..start], text[text.IndexOf('"', start)..]);
    }

    public string At(string address) => before + JsonEncodedText.Encode(address) + after;
}
