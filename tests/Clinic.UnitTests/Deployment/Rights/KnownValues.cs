using Mono.Cecil.Cil;

namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>
/// What is certain at a point of a method: locals and fields that hold what the function is told by its event, a variable that is
/// empty, or a comparison with these. Where ways come together, only what is the same on all of them stays.
/// </summary>
internal sealed class KnownValues
{
    private readonly Dictionary<Instruction, Dictionary<string, HashSet<string>>> arriving = [];
    private Dictionary<string, HashSet<string>> known = [];

    /// <summary>Nothing is certain at the start of a handler, and where a loop leads back to.</summary>
    public void Forget(Instruction target) => arriving[target] = [];

    public void Branch(Instruction target) => arriving[target] = arriving.TryGetValue(target, out var other) ? Common(other, known) : new(known);

    /// <param name="target">Where branches lead to.</param>
    /// <param name="falls">Whether the instruction before leads there too.</param>
    public void Arrive(Instruction target, bool falls) => known = falls ? Common(known, arriving[target]) : new(arriving[target]);

    public void Store(HashSet<string> element, string place)
    {
        if (element.Count > 0 && element.All(value => value.StartsWith("=told:", StringComparison.Ordinal) || Truth([value]) is not null))
            known[place] = element;
        else
            known.Remove(place);
    }

    public HashSet<string> Load(string place) => known.TryGetValue(place, out var element) ? [.. element] : [place];

    /// <summary>Whether an element is true, as a branch takes it; null where nothing tells.</summary>
    public static bool? Truth(HashSet<string> element) => element.Count != 1 ? null : element.Single() switch
    {
        "=bool:true" => true,
        "=bool:false" => false,
        var value when value.StartsWith("=absent:", StringComparison.Ordinal) => false,
        _ => null,
    };

    /// <summary>The outcome of a comparison with null, or of the negation of an outcome.</summary>
    public static HashSet<string> Compare(HashSet<string> left, HashSet<string> right, bool forEquality)
    {
        if (Truth(left) is not { } truth || right.Count == 0 || !right.All(value => value == ValueFlow.Value("null", "")))
            return [];
        return Outcome(truth != forEquality);
    }

    /// <summary>The outcome of a comparison of texts, where one is told and the other written out.</summary>
    public static HashSet<string> AreEqual(HashSet<string> told, HashSet<string> text)
    {
        if (told.Count == 0 || !told.All(value => value.StartsWith("=told:", StringComparison.Ordinal)) || text.Count != 1 || !text.Single().StartsWith("=text:", StringComparison.Ordinal))
            return [];
        var isAmong = told.Contains(ValueFlow.Value("told", text.Single()["=text:".Length..]));
        return isAmong && told.Count > 1 ? [] : Outcome(isAmong);
    }

    private static HashSet<string> Outcome(bool truth) => [ValueFlow.Value("bool", truth ? "true" : "false")];

    private static Dictionary<string, HashSet<string>> Common(Dictionary<string, HashSet<string>> one, Dictionary<string, HashSet<string>> other) =>
        new(one.Where(entry => other.TryGetValue(entry.Key, out var same) && same.SetEquals(entry.Value)));
}
