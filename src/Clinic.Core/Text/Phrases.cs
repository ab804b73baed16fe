using Clinic.Core.Errors;

namespace Clinic.Core.Text;

/// <summary>What is said of many fields, to follow a field's name.</summary>
internal static class Phrases
{
    public static readonly Phrase IsRequired = new("es obligatorio", "is required");
    public static readonly Phrase ReadOnly = new("no se puede cambiar", "cannot be changed");
    public static readonly Phrase PatientsOnly = new("es solo para pacientes", "is for patients only");
    public static readonly Phrase StaffOnly = new("es solo para el personal", "is for staff only");
    public static readonly Phrase Repeated = new("se da más de una vez", "is given more than once");

    // What a value is, to follow those below.
    public static readonly Phrase Id = new("un id", "an id");
    public static readonly Phrase ThanatologistId = new("el id de un tanatólogo activo", "the id of an active thanatologist");
    public static readonly Phrase EmailAddress = new("un correo electrónico", "an email address");
    public static readonly Phrase PhoneNumber = new("un teléfono como +525512345678, o de diez dígitos si es de México", "a phone number such as +525512345678, or of ten digits if it is Mexican");
    public static readonly Phrase MessageAddress = new("un correo electrónico o un teléfono", "an email address or a phone number");
    public static readonly Phrase Date = new("una fecha como 2026-11-22", "a date such as 2026-11-22");
    public static readonly Phrase Moment = new("un momento como 2026-11-22T18:30:00Z", "a time such as 2026-11-22T18:30:00Z");
    public static readonly Phrase TrueOrFalse = new("true o false", "true or false");
    public static readonly Phrase JsonObject = new("un objeto JSON", "a JSON object");
    public static readonly Phrase Object = new("un objeto", "an object");

    public static Phrase Characters(int longest) => new($"de 1 a {longest} caracteres", $"1 to {longest} characters");

    public static Phrase Line(int longest) => new($"de 1 a {longest} caracteres en una línea", $"1 to {longest} characters on one line");

    public static Phrase Number(int least, int most) => new($"un número de {least} a {most}", $"a number from {least} to {most}");

    public static Phrase OneOf(IEnumerable<string> values) => new("uno de " + string.Join(", ", values), "one of " + string.Join(", ", values));

    public static Phrase SomeOf(IEnumerable<string> values) => new("algunos de " + string.Join(", ", values), "some of " + string.Join(", ", values));

    public static Phrase Required(Phrase what) => new("es obligatorio: " + what.Spanish, "is required: " + what.English);

    public static Phrase MustBe(Phrase what) => new("debe ser " + what.Spanish, "must be " + what.English);

    /// <summary>Spanish has a length, where English is one.</summary>
    public static Phrase MustHave(Phrase length) => new("debe tener " + length.Spanish, "must be " + length.English);
}
