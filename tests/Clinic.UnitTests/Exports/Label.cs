namespace Clinic.UnitTests.Exports;

/// <summary>What identifies somebody in a sentence of the labelled set.</summary>
internal sealed record Label(int Start, string Kind, string Text)
{
    public const string Known = "known";
    public const string Person = "person";
    public const string Phone = "phone";
    public const string Email = "email";
    public const string Curp = "curp";
    public const string Rfc = "rfc";
    public const string Address = "address";
    public const string Date = "date";
    public const string Age = "age";
    public const string Id = "id";

    private static readonly string[] Kinds = [Known, Person, Phone, Email, Curp, Rfc, Address, Date, Age, Id];

    public int End => Start + Text.Length;

    public static string KindOf(string kind) => Kinds.Contains(kind) ? kind : throw new FormatException($"{kind} is no kind of label.");
}
