using Clinic.Core.Catalogue;

namespace Clinic.Core.Reports;

/// <summary>The attributes of rollups: a counter per value of every dimension, and a set of patients per gender.</summary>
internal static class RollupAttributes
{
    public const string Sessions = "sessions";
    public const string Fees = "fees";
    public const string Open = "open";
    public const string Closed = "closed";

    /// <summary>Raised by every write: what tells a repair that somebody has written in the meantime.</summary>
    public const string Writes = "writes";

    /// <summary>The last import of its month that a rollup of sessions has had: no figure.</summary>
    public const string Import = "import";

    public const string ServiceType = "serviceType";
    public const string InterventionType = "interventionType";
    public const string Motive = "motive";
    public const string Tool = "tool";

    private const string Patients = "patients#";

    /// <summary>The counter of a value, such as <c>motive#Duelo</c>.</summary>
    public static string Counter(string dimension, string value) => $"{dimension}#{value}";

    /// <summary>The set of the patients of a gender; of those who have not said it, <c>patients#</c>.</summary>
    public static string PatientsOf(string? gender) => Patients + gender;

    /// <summary>The counter of the records opened in a month, such as <c>11</c>, and on a day, such as <c>11-22</c>.</summary>
    public static string OpenedIn(int month) => RollupKey.Digits(month);

    public static string OpenedOn(int month, int day) => $"{RollupKey.Digits(month)}-{RollupKey.Digits(day)}";

    public static IReadOnlyList<string> AllPatients { get; } = [PatientsOf(null), .. ClinicCatalogue.Genders.Values.Select(PatientsOf)];

    /// <summary>The values of a dimension, which a closed catalogue lists.</summary>
    public static IReadOnlyList<string> ValuesOf(string dimension) => dimension switch
    {
        ServiceType => ClinicCatalogue.ServiceTypes.Values,
        InterventionType => ClinicCatalogue.InterventionTypes,
        Motive => ClinicCatalogue.Motives.Values,
        Tool => ClinicCatalogue.Tools.Values,
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };
}
