using System.Globalization;
using Clinic.Anonymization.Rows;
using Clinic.Core.Care;
using Clinic.Core.Text;

namespace Clinic.Anonymization.Generalization;

/// <summary>The generalizations of 45 CFR 164.514(b)(2)(i): (B) places, (C) dates and ages.</summary>
internal static class Generalize
{
    /// <summary>All who may reach this age within the year of the export are in one group.</summary>
    public const int OldestAge = 90;

    public const string Oldest = "90+";

    /// <summary>The code in place of an area of at most 20,000 people.</summary>
    public const string SmallArea = "000";

    private const int MostChildren = 5;

    public static string? BirthYear(DateOnly? birthDate, int thisYear) => birthDate switch
    {
        null => null,
        { Year: var year } when thisYear - year >= OldestAge => Oldest,
        { Year: var year } => year.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The year of a loss; null where nothing is known of it, or it tells that the patient is in the group of the oldest.</summary>
    public static int? LossYear(PartialDate? date, int thisYear) => date is { First.Year: var year } && thisYear - year < OldestAge ? year : null;

    public static string? Decade(string? birthYear) =>
        birthYear is { Length: 4 } ? $"{birthYear[..3]}0-{birthYear[..3]}9" : birthYear;

    public static string? Zip3(string? zipCode) => zipCode is not { Length: 5 } ? null : LargeAreas.Contains(zipCode[..3]) ? zipCode[..3] : SmallArea;

    public static string Children(int count) => count >= MostChildren ? $"{MostChildren}+" : count.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// The three-digit postal areas that are known to have more than 20,000 people, as 45 CFR 164.514(b)(2)(i)(B) asks; every other
/// area becomes 000. Mexico publishes no population by postal code. The comment after each area names settlements that SEPOMEX's catalogue of
/// postal codes has in it, with their population in INEGI's census of 2010, as Mexico City's electoral institute publishes it by
/// colonia. Together they are at least 25,000, to allow for changes since then (docs/adr/0023). Neighbours that were examined
/// and have less, or not certainly more: 065, 066, 082, 083, 084, 086, 088.
/// </summary>
internal static class LargeAreas
{
    private static readonly HashSet<string> Areas =
    [
        // Cuauhtémoc
        "060", // Centro 63,135
        "061", // Hipódromo 13,572, Condesa 8,453, Hipódromo Condesa 3,204
        "062", // Morelos 34,684, Peralvillo 20,213
        "063", // Guerrero 42,339
        "064", // Santa María la Ribera 40,960
        "067", // Doctores 44,703, Roma Norte 27,770
        "068", // Obrera 35,224
        "069", // Nonoalco Tlatelolco 27,843, San Simón Tolnáhuac 9,885

        // Gustavo A. Madero
        "070", // Martín Carrera 18,838, Gabriel Hernández 13,069 and its extension 15,317
        "071", // Loma La Palma 25,262, Compositores Mexicanos 11,246, Palmatitla 11,184
        "072", // Chalma de Guadalupe 22,700, La Pastora 10,958
        "073", // Lindavista 19,220, Candelaria Ticomán 9,546
        "074", // Nueva Atzacoalco 31,287
        "075", // San Felipe de Jesús 49,892, Campestre Aragón 23,702
        "076", // Progreso Nacional 12,420, Santa Rosa 8,255, Guadalupe Proletaria 7,954
        "077", // Lindavista Vallejo 10,017, San Bartolo Atepehuacan 6,648, Panamericana 5,826, Defensores de la República 4,252
        "078", // Vallejo 17,923, Industrial 17,464
        "079", // San Juan de Aragón VII 13,406, Cuchilla del Tesoro 12,995, San Juan de Aragón 12,336

        // Iztacalco
        "080", // Ramos Millán Bramadero 18,223, Carlos Zapata Vela 9,000
        "081", // Agrícola Pantitlán 60,702
        "085", // Agrícola Oriental 83,600
        "087", // Juventino Rosas 15,729, Tlacotal 8,000, Gabriel Ramos Millán 7,768
        "089", // Campamento 2 de Octubre 19,911, Infonavit Iztacalco 17,668

        // Iztapalapa
        "090", // Escuadrón 201 12,650, Paseos de Churubusco 9,584, Sector Popular 9,252
        "091", // Juan Escutia 25,133, Ermita Zaragoza 24,079
        "092", // Chinampac de Juárez 25,620, Renovación 15,361
        "093", // Leyes de Reforma 3a Sección 30,531
        "094", // San Andrés Tetepilco 14,371, El Sifón 10,698, Apatlaco 10,645
        "095", // Santa María Aztahuacán 31,395, Santa Martha Acatitla 18,169
        "096", // Ixtlahuacán 17,510, Lomas de Zaragoza 16,369
        "097", // Desarrollo Urbano Quetzalcóatl 51,712, Lomas de San Lorenzo 42,608
        "098", // Fuego Nuevo 11,799, El Manto 11,218, Estrella del Sur 7,650
    ];

    public static bool Contains(string zip3) => Areas.Contains(zip3);
}

/// <summary>What people write about themselves in a few words. It is released if enough of the released patients write the same, and then in one spelling.</summary>
internal static class Traits
{
    public const string MaritalStatus = "maritalStatus";
    public const string Occupation = "occupation";
    public const string Religion = "religion";

    /// <summary>A patient's traits, each as its field and value.</summary>
    public static IEnumerable<string> Of(PatientCase<string> patient) =>
        from trait in new (string Field, string? Value)[] { (MaritalStatus, patient.MaritalStatus), (Occupation, patient.Occupation), (Religion, patient.Religion) }
        where trait.Value is not null
        select Written(trait.Field, trait.Value);

    public static string Key(string field, string value) => Folding.Fold(Written(field, value));

    /// <summary>The most frequent spelling of each trait that at least k of the released patients have, by the trait's key.</summary>
    public static IReadOnlyDictionary<string, string> Common(IEnumerable<ClassSize> classes, AnonymityPlan plan, int k) => classes
        .Where(size => plan.Release(size.Of) is not null)
        .SelectMany(size => size.Traits)
        .GroupBy(trait => trait.Key, trait => trait.Value)
        .Select(spelling => (Text: spelling.Key, Rows: spelling.Sum()))
        .GroupBy(spelling => Folding.Fold(spelling.Text))
        .Where(trait => trait.Sum(spelling => spelling.Rows) >= k)
        .ToDictionary(
            trait => trait.Key,
            trait => trait.OrderByDescending(spelling => spelling.Rows).ThenBy(spelling => spelling.Text, StringComparer.Ordinal).First().Text.Split(' ', 2)[1]);

    private static string Written(string field, string value) => $"{field} {value}";
}
