using System.Globalization;
using System.Text.Json.Nodes;

namespace Clinic.Local.Template;

/// <summary>The evaluated properties of one resource. Every failure names the resource and the property.</summary>
internal sealed class Properties(string resource, JsonObject values)
{
    public string Resource => resource;

    public string? Text(string name) => values[name] switch
    {
        null => null,
        JsonValue value => value.GetValue<string>(),
        _ => throw Error($"{name} must be a text"),
    };

    public string RequiredText(string name) => Text(name) ?? throw Error($"{name} is missing");

    public int? Number(string name) => Text(name) switch
    {
        null => null,
        var text when int.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
        var text => throw Error($"{name} must be a whole number, not '{text}'"),
    };

    public int? Within(string name, int least, int most) => Number(name) is not { } number || (number >= least && number <= most)
        ? Number(name)
        : throw Error($"{name} must be from {least} to {most}, not {number}");

    public bool Flag(string name) => Text(name) switch
    {
        null => false,
        var text when bool.TryParse(text, out var flag) => flag,
        var text => throw Error($"{name} must be true or false, not '{text}'"),
    };

    public Properties? Section(string name) => values[name] switch
    {
        null => null,
        JsonObject section => new Properties($"{resource}.{name}", section),
        _ => throw Error($"{name} must be a mapping"),
    };

    public Properties RequiredSection(string name) => Section(name) ?? throw Error($"{name} is missing");

    /// <summary>The members of a mapping property, each a mapping itself; none when the property is absent.</summary>
    public IEnumerable<(string Name, Properties Value)> Sections() =>
        values.Select(member => (member.Key, Section(member.Key) ?? throw Error($"{member.Key} must be a mapping")));

    public IEnumerable<Properties> Items(string name) => values[name] switch
    {
        null => [],
        JsonArray list => list.Select((item, index) => item is JsonObject section
            ? new Properties($"{resource}.{name}[{index}]", section)
            : throw Error($"{name} must be a list of mappings")),
        _ => throw Error($"{name} must be a list"),
    };

    public IReadOnlyList<string> Texts(string name) => values[name] switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item is JsonValue value
            ? value.GetValue<string>()
            : throw Error($"{name} must be a list of texts"))],
        JsonValue single => [single.GetValue<string>()],
        _ => throw Error($"{name} must be a list"),
    };

    public IReadOnlyDictionary<string, string> Pairs() =>
        values.ToDictionary(member => member.Key, member => RequiredText(member.Key));

    /// <summary>Refuses every property but these: what the host would ignore should not look as if it worked.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach (var (name, _) in values)
        {
            if (!names.Contains(name))
                throw Error($"the local host does not know the property {name}");
        }
    }

    public SetupException Error(string problem) => new($"template.yaml, {resource}: {problem}.");
}
