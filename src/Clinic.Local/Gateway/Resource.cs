using Clinic.Local.Template;

namespace Clinic.Local.Gateway;

/// <summary>A path of the API with its methods.</summary>
internal sealed class Resource(string path)
{
    private readonly (int Position, string Name, bool Greedy)[] parameters =
    [
        .. path.Split('/')
            .Select((segment, position) => (Segment: segment, Position: position))
            .Where(part => part.Segment.StartsWith('{'))
            .Select(part => (part.Position, part.Segment.Trim('{', '}', '+'), part.Segment.EndsWith("+}", StringComparison.Ordinal))),
    ];

    public string Path => path;

    /// <summary>An opaque id such as API Gateway has for each resource.</summary>
    public string Id { get; } = PhysicalIds.Opaque("resource " + path, 6);

    public Dictionary<string, RouteDefinition> Methods { get; } = new(StringComparer.Ordinal);

    public RouteDefinition? Route(string method) => Methods.GetValueOrDefault(method) ?? Methods.GetValueOrDefault("ANY");

    /// <summary>The path's parameters, percent-decoded.</summary>
    public IEnumerable<KeyValuePair<string, string>> Parameters(string requestPath)
    {
        if (parameters.Length == 0)
            yield break;
        var segments = requestPath.Split('/');
        foreach (var (position, name, greedy) in parameters)
            yield return KeyValuePair.Create(name, QueryString.Decode((greedy ? string.Join('/', segments[position..]) : segments[position]).Replace("+", "%2B", StringComparison.Ordinal)));
    }
}
