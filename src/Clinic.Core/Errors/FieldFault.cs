using System.Text.Json.Serialization;
using Clinic.Core.Json;

namespace Clinic.Core.Errors;

/// <summary>What is wrong with a field of the input.</summary>
/// <param name="Text">The same for people, to follow the field's name.</param>
/// <param name="Limit">The bound that was passed, where there is one.</param>
public sealed record FieldFault(FieldCode Code, Phrase Text, decimal? Limit = null);

/// <summary>The closed list of what can be wrong with a field. The codes never change.</summary>
[JsonConverter(typeof(FieldCodeConverter))]
public sealed class FieldCode
{
    private static readonly List<FieldCode> Listed = [];

    private FieldCode(string name, string meaning)
    {
        (Name, Meaning) = (name, meaning);
        Listed.Add(this);
    }

    public static FieldCode Required { get; } = new("required", "The value is missing or blank.");

    public static FieldCode TooLong { get; } = new("too-long", "A text is longer than `limit` characters (Unicode code points).");

    public static FieldCode TooShort { get; } = new("too-short", "A text is shorter than `limit` characters.");

    public static FieldCode TooMany { get; } = new("too-many", "A list has more than `limit` items.");

    public static FieldCode OutOfRange { get; } = new("out-of-range", "A number or a date is too small or too great; `limit` is the bound of a number.");

    public static FieldCode NotInCatalogue { get; } = new("not-in-catalogue", "The value is none of those that the field has; GET /sessions/catalogue and the OpenAPI document list them.");

    public static FieldCode InvalidFormat { get; } = new("invalid-format", "The value is of the right type and not of the form that the field has, such as an email address, a date or an id.");

    public static FieldCode WrongType { get; } = new("wrong-type", "The value is of another JSON type.");

    public static FieldCode InvalidJson { get; } = new("invalid-json", "The body is not JSON (RFC 8259).");

    public static FieldCode UnknownMember { get; } = new("unknown-member", "The request has no such member or query parameter.");

    public static FieldCode Duplicate { get; } = new("duplicate", "The member or query parameter is given more than once.");

    public static FieldCode NotAllowed { get; } = new("not-allowed", "The value cannot be given here: not with the other values, or not by this caller.");

    public static FieldCode ReadOnly { get; } = new("read-only", "The value is not the present one, and it cannot be changed.");

    public static FieldCode NotFound { get; } = new("not-found", "The id is of nobody who could be meant.");

    public static FieldCode Wrong { get; } = new("wrong", "A password, a code or a token is not the right one, or no longer.");

    public static FieldCode Guessable { get; } = new("guessable", "A new password is too easy to guess.");

    public static IReadOnlyList<FieldCode> All => Listed;

    public string Name { get; }

    public string Meaning { get; }

    public override string ToString() => Name;
}

/// <summary>Reads and writes field codes by their names.</summary>
public sealed class FieldCodeConverter() : NamedConverter<FieldCode>(FieldCode.All, code => code.Name);
