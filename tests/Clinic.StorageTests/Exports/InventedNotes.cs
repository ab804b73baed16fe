using System.Globalization;
using System.Text.RegularExpressions;
using Clinic.Core.Care;
using Clinic.Core.Users;

namespace Clinic.StorageTests.Exports;

/// <summary>Writes notes that mention a patient, and others whom the clinic knows of, in the ways in which people write, and remembers what is to be found nowhere.</summary>
internal sealed partial class InventedNotes(Random random, MasterData patient, IReadOnlyList<PlanContact> others, IReadOnlyList<MasterData> staff, Traces traces)
{
    private const string Invisible = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e";
    private static readonly string[] Months = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"];

    public static readonly IReadOnlyList<string> Templates =
    [
        "{name} refiere insomnio desde hace tres semanas.", "Se trabaja con {full} el enojo; {name} acepta la tarea.", "acude {name}, muy cansada, y dice que {child} no duerme", "{child} y {child} dibujan a la familia.",
        "({name})", "«{full}» es como firma.", "{name}/{child}: juegan juntos", "{child},{child},{name}", "{name}-{child} hablan de todo", "archivo {name}_{child}2.pdf", "*{name}* pide silencio…", "¿{name}? ¡{child}! contestan que sí",
        "La terapeuta {staff} propone una pausa; avisar a {staff}.", "Supervisa {staff}.", "Marcar al {phone} por la tarde o al {phone}", "tel:{phone};{phone}", "Su número es {phone}, y escribe desde {email}.", "Correo:{email}", "<{email}>",
        "Se le busca en {street} {number}, {neighborhood}, C.P. {zip}, {city}.", "Nacida en {birthPlace}, vive en {city}, por {neighborhood}", "{zip}", "Vive sobre {street}; el perro ladra.", "Cumple el {birth} y no quiere fiesta", "Fecha: {birth}", "Firma con CURP {curp}",
        "{curp} {rfc}", "Factura a {rfc}.", "El expediente lo lleva {staff}, no {name}.", "La ficha dice {full}, {birth}, {phone}, {email}, {street} {number}.", "{name}\n{child}\n{phone}\n{email}",
        "Extraña a {other}; {other} ya no responde.", "En crisis marca a {other}, o al {otherPhone}", "{otherPhone} ({other})",
        "Sin novedad: respira, camina, come mejor.",
    ];

    public string Note() => string.Join(random.Next(3) == 0 ? "\n" : " ", Enumerable.Range(0, random.Next(1, 6)).Select(_ => Filled(Templates[random.Next(Templates.Count)])));

    private string Filled(string template) => Placeholder().Replace(template, match => match.Value switch
    {
        "{name}" => Spelled(random.Next(2) == 0 ? patient.FirstName! : patient.FirstLastName!),
        "{full}" => Spelled(random.Next(2) == 0 ? $"{patient.FirstName} {patient.FirstLastName} {patient.SecondLastName}".Trim() : $"{patient.FirstLastName} {patient.SecondLastName} {patient.FirstName}"),
        "{child}" => patient.Children is { } children ? Spelled(children[random.Next(children.Count)] is var child && random.Next(2) == 0 ? child.FirstName! : $"{child.FirstName} {child.FirstLastName}") : "la familia",
        "{staff}" => Spelled(staff[random.Next(staff.Count)] is var colleague && random.Next(2) == 0 ? colleague.FirstLastName! : $"{colleague.FirstName} {colleague.FirstLastName}", small: false),
        "{other}" => Spelled(others[random.Next(others.Count)].Name!),
        "{otherPhone}" => Sneaked(PhoneForm(others.Select(other => other.Phone).OfType<string>().ElementAt(random.Next(others.Count(other => other.Phone is not null))))),
        "{phone}" => Sneaked(PhoneForm(random.Next(2) == 0 ? patient.Phone ?? patient.Cellphone! : patient.Cellphone!)),
        "{email}" => EmailForm(patient.Email!),
        "{street}" => Spelled(patient.Address!.Street!),
        "{number}" => patient.Address!.Number!,
        "{neighborhood}" => Spelled(patient.Address!.Neighborhood!),
        "{city}" => Spelled(patient.Address!.City!),
        "{birthPlace}" => Spelled(patient.BirthPlace!),
        "{zip}" => Sneaked(patient.Address!.ZipCode!),
        "{birth}" => Secret(BirthForm(patient.BirthDate!.Value)),
        "{curp}" => Secret(Cased(Identity(6, "MDFRRS0"))),
        "{rfc}" => Secret(random.Next(3) == 0 ? Identity(6, "A1B").Insert(4, "-").Insert(11, "-") : Cased(Identity(6, "A1B"))),
        _ => throw new InvalidOperationException($"Nothing is known of {match.Value}."),
    });

    /// <summary>In another case, without accents or with accents of their own, with other blanks and apostrophes, with something invisible.</summary>
    private string Spelled(string text, bool small = true)
    {
        text = random.Next(small ? 6 : 5) switch
        {
            0 => text.ToUpperInvariant(),
            1 => WithoutAccents(text),
            2 => WithoutAccents(text).ToUpperInvariant(),
            3 => Decomposed(text),
            5 => text.ToLowerInvariant(),
            _ => text,
        };
        if (random.Next(3) == 0)
            text = text.Replace('\'', "’´`ʼ‘"[random.Next(5)]);
        return Sneaked(random.Next(4) switch { 0 => text.Replace(' ', '\u00a0'), 1 => text.Replace(" ", random.Next(2) == 0 ? "\n" : "  ", StringComparison.Ordinal), _ => text });
    }

    private string Sneaked(string text) => random.Next(6) == 0 && text.Length > 2 ? text.Insert(random.Next(1, text.Length - 1), Invisible[random.Next(Invisible.Length)].ToString()) : text;

    private string PhoneForm(string phone) => random.Next(9) switch
    {
        0 => $"{phone[..2]} {phone[2..6]} {phone[6..]}",
        1 => $"({phone[..2]}) {phone[2..6]}-{phone[6..]}",
        2 => $"{phone[..3]}.{phone[3..6]}.{phone[6..]}",
        3 => $"+52 1 {phone[..2]} {phone[2..6]} {phone[6..]}",
        4 => $"{phone[..2]}\u00a0{phone[2..6]}\u2011{phone[6..]}",
        5 => string.Join(' ', phone.Chunk(2).Select(pair => new string(pair))),
        6 => $"{phone[2..6]} {phone[6..]}",
        7 => $"52{phone}",
        _ => phone,
    };

    private string EmailForm(string email) => random.Next(4) switch { 0 => email.ToUpperInvariant(), 1 => email.Replace("@", " (arroba) ", StringComparison.Ordinal), 2 => email.Split('@')[0], _ => email };

    private string BirthForm(DateOnly birth) => random.Next(8) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"{birth.Day} de {Months[birth.Month - 1]} de {birth.Year}"),
        1 => birth.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
        2 => birth.ToString("d-M-yy", CultureInfo.InvariantCulture),
        3 => birth.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        4 => string.Create(CultureInfo.InvariantCulture, $"{birth.Day}-{Months[birth.Month - 1][..3]}-{birth.Year}"),
        5 => string.Create(CultureInfo.InvariantCulture, $"{birth.Day} de {Months[birth.Month - 1].ToUpperInvariant()}"),
        6 => birth.ToString("ddMMyyyy", CultureInfo.InvariantCulture),
        _ => birth.ToString("d.M.yyyy", CultureInfo.InvariantCulture),
    };

    /// <summary>Four letters, six digits of birth, then as it is given: the forms of CURP and RFC, right and wrong digits alike.</summary>
    private string Identity(int digits, string end) => $"XEZQ{patient.BirthDate!.Value.ToString("yyMMdd", CultureInfo.InvariantCulture)[..digits]}{end}{(end.Length > 3 ? random.Next(10) : "")}";

    private string Cased(string code) => random.Next(3) == 0 ? code.ToLowerInvariant() : code;

    private string Secret(string text)
    {
        traces.Add(text);
        return Sneaked(text);
    }

    private static string WithoutAccents(string text) => string.Concat(text.Select(letter => "áéíóúüñÁÉÍÓÚÜÑëô".IndexOf(letter) is >= 0 and var at ? "aeiouunAEIOUUNeo"[at] : letter));

    private static string Decomposed(string text) => string.Concat(text.Select(letter => "áéíóúÁÉÍÓÚ".IndexOf(letter) is >= 0 and var acute ? $"{"aeiouAEIOU"[acute]}\u0301"
        : "ñÑ".IndexOf(letter) is >= 0 and var tilde ? $"{"nN"[tilde]}\u0303" : "üÜë".IndexOf(letter) is >= 0 and var diaeresis ? $"{"uUe"[diaeresis]}\u0308" : letter.ToString()));

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
