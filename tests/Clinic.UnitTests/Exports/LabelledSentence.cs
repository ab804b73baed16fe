using System.Text;
using Clinic.Anonymization.Detection;
using Clinic.Core.Users;
using Clinic.Local;

namespace Clinic.UnitTests.Exports;

/// <summary>A sentence of the labelled set: what people write, what of it identifies somebody, and what the record tells of them.</summary>
internal sealed record LabelledSentence(string Text, IReadOnlyList<Label> Labels, KnownNames Known)
{
    /// <summary>Reads a part of the set; its first lines say how it is written.</summary>
    public static IReadOnlyList<LabelledSentence> Read(string part)
    {
        var sentences = new List<LabelledSentence>();
        var known = KnownNames.None;
        foreach (var line in File.ReadLines(Path.Combine(RepositoryRoot.Find(), "tests/Clinic.UnitTests/Exports/Labelled", $"{part}.txt")))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line.StartsWith("@ ", StringComparison.Ordinal))
                known = KnownOf(line[2..]);
            else
                sentences.Add(Parse(line, known));
        }
        return sentences;
    }

    private static LabelledSentence Parse(string line, KnownNames known)
    {
        var text = new StringBuilder();
        var labels = new List<Label>();
        var end = 0;
        while (line.IndexOf('[', end) is >= 0 and var start)
        {
            var (colon, close) = (line.IndexOf(':', start), line.IndexOf(']', start));
            if (colon < 0 || close < colon)
                throw new FormatException($"A label is not closed: {line}");
            text.Append(line, end, start - end);
            labels.Add(new Label(text.Length, Label.KindOf(line[(start + 1)..colon]), line[(colon + 1)..close]));
            text.Append(line, colon + 1, close - colon - 1);
            end = close + 1;
        }
        return new LabelledSentence(Written(text.Append(line, end, line.Length - end).ToString()), [.. labels.Select(label => label with { Text = Written(label.Text) })], known);
    }

    /// <summary>Square brackets and line breaks are written as other signs, since the file has its own use for them.</summary>
    private static string Written(string text) => text.Replace('‹', '[').Replace('›', ']').Replace('¶', '\n');

    private static KnownNames KnownOf(string record)
    {
        var fields = record.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(field => field.Split('=', 2)).ToLookup(field => field[0], field => field[1]);
        if (fields.Select(field => field.Key).Except(["patient", "child", "note", "staff", "street", "neighborhood", "city", "birthPlace"]).FirstOrDefault() is { } unknown)
            throw new FormatException($"{unknown} is no field of a record.");
        var (first, last, second) = NameOf(fields["patient"].Single());
        var patient = new MasterData
        {
            FirstName = first,
            FirstLastName = last,
            SecondLastName = second,
            ChildrenNote = fields["note"].SingleOrDefault(),
            Children = [.. fields["child"].Select(NameOf).Select(name => new Child(name.First, name.Last, name.Second))],
            Address = new Address(Street: fields["street"].SingleOrDefault(), Neighborhood: fields["neighborhood"].SingleOrDefault(), City: fields["city"].SingleOrDefault()),
            BirthPlace = fields["birthPlace"].SingleOrDefault(),
        };
        return KnownNames.Of(patient, fields["staff"]);
    }

    private static (string First, string Last, string? Second) NameOf(string name) => name.Split('|') switch
    {
        [var first, var last] => (first, last, null),
        [var first, var last, var second] => (first, last, second),
        _ => throw new FormatException($"{name} is no name."),
    };
}
