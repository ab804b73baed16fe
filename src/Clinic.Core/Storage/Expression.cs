using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.DynamoDBv2.Model;

namespace Clinic.Core.Storage;

/// <summary>A DynamoDB expression in which <c>#name</c> stands for the attribute of that name, unless it is said to stand for another one; so no name is reserved.</summary>
internal sealed partial class Expression(string text)
{
    private readonly Dictionary<string, AttributeValue> values = [];
    private readonly Dictionary<string, string> aliases = [];

    public string Text { get; } = text;

    /// <summary>Lets a placeholder stand for an attribute whose name could not be one: it has blanks or accents.</summary>
    public Expression Named(string placeholder, string attribute)
    {
        aliases[placeholder] = attribute;
        return this;
    }

    public Expression With(string placeholder, AttributeValue value)
    {
        values[placeholder] = value;
        return this;
    }

    public Expression With(string placeholder, string value) => With(placeholder, new AttributeValue { S = value });

    public Expression With(string placeholder, bool value) => With(placeholder, new AttributeValue { BOOL = value });

    public Expression With(string placeholder, long value) => With(placeholder, new AttributeValue { N = value.ToString(CultureInfo.InvariantCulture) });

    public Expression With(string placeholder, DateTimeOffset value) => With(placeholder, ItemValues.Write(value));

    public Dictionary<string, string>? Names => NamesOf(this);

    public Dictionary<string, AttributeValue>? Values => ValuesOf(this);

    /// <summary>The names of all expressions of one request; null when there are none, as DynamoDB refuses empty maps.</summary>
    public static Dictionary<string, string>? NamesOf(params IEnumerable<Expression?> expressions)
    {
        var names = expressions.OfType<Expression>()
            .SelectMany(expression => Placeholder().Matches(expression.Text).Select(match => (Name: match.Value, expression.aliases)))
            .DistinctBy(found => found.Name)
            .ToDictionary(found => found.Name, found => found.aliases.GetValueOrDefault(found.Name, found.Name[1..]));
        return names.Count == 0 ? null : names;
    }

    public static Dictionary<string, AttributeValue>? ValuesOf(params IEnumerable<Expression?> expressions)
    {
        var all = expressions.OfType<Expression>().SelectMany(expression => expression.values).ToDictionary();
        return all.Count == 0 ? null : all;
    }

    [GeneratedRegex(@"#\w+")]
    private static partial Regex Placeholder();
}
