using System.Collections.Frozen;

namespace Clinic.Core.Catalogue;

/// <summary>
/// The values that sessions and patients choose from, in their canonical Spanish spelling. Input is matched without regard
/// to case and surrounding blanks; old misspellings are aliases.
/// </summary>
public static class ClinicCatalogue
{
    /// <summary>The motive of a session that opens an alert.</summary>
    public const string SuicideAttempt = "Intento de suicidio";

    public static readonly Vocabulary Genders = new(["Hombre", "Mujer", "Otro"]);

    public static readonly Vocabulary Tools = new(
        ["Contención", "Diálogo", "Ejercicio", "Encuadre", "Infografía", "Dinámica", "Lectura", "Meditación", "Video", "Otro"]);

    public static readonly Vocabulary Motives = new(
        [
            "Abuso", "Adicción", "Ansiedad", "Baja autoestima", "Codependencia", "Comunicación Familiar", "Conflicto con hermano",
            "Conflicto con madre", "Conflicto con padre", "Dependencia", "Divorcio", "Duelo", "Duelo Grupal", "Enfermedad",
            "Enfermedad crónico degenerativa", "Heridas de la infancia", "Identidad de género", "Infertilidad", "Infidelidad",
            SuicideAttempt, "Miedo", "Pérdida de bienes materiales", "Pérdida de identidad", "Pérdida laboral",
            "Relación con los padres", "Ruptura de noviazgo", "Stress", "Trastorno Obsesivo", "Violación", "Violencia intrafamiliar",
            "Violencia psicológica", "Viudez", "Otro",
        ],
        new() { ["Enfermeda"] = "Enfermedad" });

    public static readonly Vocabulary LossKinds = new(["Muerte", "Desaparición", "Separación o divorcio", "Salud", "Trabajo", "Mascota", "Migración", "Otra"]);

    public static readonly Vocabulary LossRelations = new(
        ["Pareja", "Hijo o hija", "Madre", "Padre", "Hermano o hermana", "Abuelo o abuela", "Otro familiar", "Amistad", "Mascota", "Otra"]);

    public static readonly Vocabulary LossCircumstances = new(
        ["Enfermedad", "Súbita", "Accidente", "Suicidio", "Homicidio", "Perinatal", "Desastre", "Otra", "Se desconoce"]);

    public static readonly IReadOnlyList<Service> Services =
    [
        new("Servicios Acompañamiento", "Acompañamiento", new(
            ["Tanatología", "Acompañamiento Individual", "Acompañamiento Grupal", "Logoterapia", "Mindfulness"],
            new() { ["Acompañamiento Grupo"] = "Acompañamiento Grupal", ["Mindfullness"] = "Mindfulness" })),
        new("Servicios Holísticos", "Holísticos", new(
            ["Aromaterapia y Musicoterapia", "Cristaloterapia", "Reiki", "Biomagnetismo", "Angeloterapia", "Cama térmica de Jade"],
            new() { ["Biomagetismo"] = "Biomagnetismo" })),
        new("Herramientas Alternativas", "Alternativas", new(["Flores de Bach", "Brisas Ambientales"])),
    ];

    public static readonly Vocabulary ServiceTypes = new(
        [.. Services.Select(service => service.Name)], new() { ["Servicios Holisticos"] = "Servicios Holísticos" });

    /// <summary>The interventions of every service type.</summary>
    public static readonly IReadOnlyList<string> InterventionTypes = [.. Services.SelectMany(service => service.Interventions.Values)];

    /// <summary>The interventions of a service type; null when there is no such service type.</summary>
    public static Vocabulary? InterventionsOf(string? serviceType) =>
        ServiceTypes.Find(serviceType) is { } name ? Services.First(service => service.Name == name).Interventions : null;

    public static CatalogueView View { get; } = new(
        [.. Services.Select(service => new ServiceView(service.Name, service.Label, service.Interventions.Values))],
        Tools.Values,
        Motives.Values,
        Genders.Values,
        LossKinds.Values,
        LossRelations.Values,
        LossCircumstances.Values);
}

/// <param name="Label">The short name in reports.</param>
public sealed record Service(string Name, string Label, Vocabulary Interventions);

/// <summary>A closed list of values with aliases.</summary>
public sealed class Vocabulary
{
    private readonly FrozenDictionary<string, string> canonical;

    internal Vocabulary(IReadOnlyList<string> values, Dictionary<string, string>? aliases = null)
    {
        Values = values;
        canonical = values.ToDictionary(value => value, value => value)
            .Concat(aliases ?? [])
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<string> Values { get; }

    /// <summary>The canonical spelling of a value, or null when the list does not have it.</summary>
    public string? Find(string? value) => value is not null && canonical.TryGetValue(value.Trim(), out var found) ? found : null;
}

/// <summary>The catalogue as the API shows it.</summary>
public sealed record CatalogueView(
    IReadOnlyList<ServiceView> Services,
    IReadOnlyList<string> Tools,
    IReadOnlyList<string> Motives,
    IReadOnlyList<string> Genders,
    IReadOnlyList<string> LossKinds,
    IReadOnlyList<string> LossRelations,
    IReadOnlyList<string> LossCircumstances);

public sealed record ServiceView(string ServiceType, string Label, IReadOnlyList<string> InterventionTypes);
