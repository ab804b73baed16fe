using Clinic.Local.Template;

namespace Clinic.Local.Gateway;

/// <summary>
/// Finds the route of a request as API Gateway does: segment by segment, a literal before a parameter and a parameter before a
/// greedy one; then the method itself before ANY.
/// </summary>
internal sealed class RouteTable
{
    private readonly Node root = new();

    public RouteTable(IEnumerable<RouteDefinition> routes)
    {
        foreach (var route in routes)
            Add(route);
    }

    /// <summary>
    /// Null when no resource has that path. No resource has a path with a slash at its end or with a dot segment, however it is written.
    /// The resource itself tells whether it has the method.
    /// </summary>
    public Resource? Find(string path)
    {
        // An absolute path begins with an empty segment; the root has no other.
        var segments = path == "/" ? ArraySegment<string>.Empty : new ArraySegment<string>(path.Split('/'))[1..];
        return segments.Any(segment => segment.Length == 0 || Uri.UnescapeDataString(segment) is "." or "..") ? null : Find(root, segments);
    }

    private static Resource? Find(Node node, ArraySegment<string> rest)
    {
        if (rest.Count == 0)
            return node.Resource;
        return (node.Literals.TryGetValue(rest[0], out var literal) ? Find(literal, rest[1..]) : null)
            ?? (node.Parameter is { } parameter ? Find(parameter, rest[1..]) : null)
            ?? node.Greedy?.Resource;
    }

    private void Add(RouteDefinition route)
    {
        var node = root;
        foreach (var segment in route.Path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = node.Child(segment);
        node.Resource ??= new Resource(route.Path);
        node.Resource.Methods[route.Method] = route;
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Literals { get; } = new(StringComparer.Ordinal);

        public Node? Parameter { get; private set; }

        public Node? Greedy { get; private set; }

        public Resource? Resource { get; set; }

        public Node Child(string segment)
        {
            if (segment.EndsWith("+}", StringComparison.Ordinal))
                return Greedy ??= new Node();
            if (segment.StartsWith('{'))
                return Parameter ??= new Node();
            if (!Literals.TryGetValue(segment, out var child))
                Literals[segment] = child = new Node();
            return child;
        }
    }
}

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
