using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Clinic.Core.Http;

namespace Clinic.Contract.OpenApi;

/// <summary>The doc comments of the contract types, from the file that the compiler writes beside the library.</summary>
internal static partial class ContractDocs
{
    private static readonly Lazy<Dictionary<string, XElement>> Members = new(Read);

    public static string? OfType(Type type) => Find("T:" + Id(type)) is { } docs ? Text(docs.Element("summary")) : null;

    /// <summary>A property's own summary; the compiler makes one of a positional record's parameter too.</summary>
    public static string? OfMember(Type type, string member)
    {
        for (var declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            if (Find($"P:{Id(declaring)}.{member}")?.Element("summary") is { } summary)
                return Text(summary);
        }
        return null;
    }

    /// <summary>The name in C# of a member that has this name in JSON.</summary>
    public static string MemberName(JsonPropertyInfo property) => char.ToUpperInvariant(property.Name[0]) + property.Name[1..];

    private static XElement? Find(string id) => Members.Value.GetValueOrDefault(id);

    private static string Id(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition().FullName! : type.FullName!;

    private static Dictionary<string, XElement> Read()
    {
        var file = Path.ChangeExtension(typeof(ProblemDetails).Assembly.Location, ".xml");
        return XDocument.Load(file).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);
    }

    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        var parts = element.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement reference => $"`{JsonNamingPolicy.CamelCase.ConvertName(((string?)reference.Attribute("name") ?? (string?)reference.Attribute("cref"))!.Split('.')[^1])}`",
            XText text => text.Value,
            _ => "",
        });
        return Blanks().Replace(string.Concat(parts), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
