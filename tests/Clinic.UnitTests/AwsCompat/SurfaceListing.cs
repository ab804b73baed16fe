namespace Clinic.UnitTests.AwsCompat;

/// <summary>surface.txt: what the real packages offer, of the types that AwsCompat offers too.</summary>
internal sealed class SurfaceListing
{
    private readonly Dictionary<string, HashSet<string>> types = [];

    public int Count => types.Count;

    public static SurfaceListing Parse(IEnumerable<string> lines)
    {
        var listing = new SurfaceListing();
        var (space, members) = ("", new HashSet<string>());
        foreach (var line in lines)
        {
            if (line.StartsWith("namespace ", StringComparison.Ordinal))
                space = line["namespace ".Length..];
            else if (line.StartsWith("- ", StringComparison.Ordinal))
            {
                // A base that is not offered here is not missed: bases are members like any other.
                var header = line[2..].Split(" : ", 2);
                listing.types.Add($"{space}: {header[0]}", members = [.. header.Skip(1).SelectMany(Surface.Bases)]);
            }
            else if (line.StartsWith("    ", StringComparison.Ordinal))
                members.Add(line.Trim());
        }

        return listing;
    }

    /// <summary>Everything that these types show and the listing lacks.</summary>
    public IEnumerable<string> Missing(IEnumerable<Type> offered)
    {
        foreach (var type in offered)
        {
            var header = $"{type.Namespace}: {Surface.Header(type)}";
            if (!types.TryGetValue(header, out var listed))
                yield return header;
            else
                foreach (var member in Surface.Members(type).Where(member => !listed.Contains(member)))
                    yield return $"{header}: {member}";
        }
    }
}
