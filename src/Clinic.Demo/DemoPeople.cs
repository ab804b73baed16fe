using System.Globalization;
using Clinic.Core.Care;
using Clinic.Core.Catalogue;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;

namespace Clinic.Demo;

/// <summary>Made-up people and sessions, the same ones at every seed. None of these people exists.</summary>
internal sealed class DemoPeople(Random random)
{
    private static readonly string[] Women = ["María", "Lucía", "Guadalupe", "Inés", "Daniela", "Ximena", "Josefina", "Begoña", "Fernanda", "Noemí", "Alejandra", "Beatriz"];
    private static readonly string[] Men = ["José", "Óscar", "Raúl", "Ángel", "Tomás", "Héctor", "Andrés", "Íñigo", "Martín", "Julián", "Santiago", "Emilio"];
    private static readonly string[] LastNames =
    [
        "Hernández", "Muñoz", "O'Farrill", "Ávila", "Núñez", "Peña", "Ibáñez", "Zepeda", "de la Cruz", "Ortiz", "González", "Ñáñez", "Ruiz",
        "Flores", "Bravo", "Urgell", "Ceballos", "Sánchez", "Martínez", "Álvarez", "D'Acosta", "Rodríguez", "Pérez", "López",
    ];

    private static readonly string[] Streets = ["Insurgentes Sur", "Reforma", "Niños Héroes", "Calle 5 de Mayo", "Av. Universidad", "Álvaro Obregón"];
    private static readonly string[] Neighborhoods = ["Narvarte", "Roma Norte", "San Ángel", "Del Valle", "Coyoacán"];
    private static readonly string[] Places = ["CDMX", "Puebla", "Toluca", "Mérida", "Querétaro", "León"];
    private static readonly string[] Occupations = ["Docente", "Comerciante", "Hogar", "Estudiante", "Enfermería", "Jubilación"];
    private static readonly string[] Religions = ["Católica", "Ninguna", "Budista", "Cristiana"];
    private static readonly string[] MaritalStatuses = ["Soltería", "Matrimonio", "Viudez", "Unión libre"];
    private static readonly decimal[] Fees = [0, 0, 100, 150, 150, 200, 250, 250.5m, 300];
    private static readonly string[] Evaluations =
    [
        "Se trabaja la pérdida; buena disposición.", "Expresa tristeza y alivio. Se acuerda un ejercicio para casa.",
        "Recuerda a su madre con serenidad; duerme mejor.", "Sesión de contención; se agenda seguimiento en una semana.",
        "Comenta avances con su familia; persiste el insomnio.",
    ];

    public NewUser Thanatologist(int number) => Person(random.Next(2) == 0) with
    {
        Role = Role.Thanatologist,
        Title = "Tan.",
        Email = $"tanatologo{number:00}@clinic.test",
        Cellphone = Digits("55", 8),
        Specialty = Pick(["Duelo infantil", "Duelo por viudez", "Enfermedad terminal", "Duelo perinatal"]),
    };

    public NewUser Patient(string thanatologistId, DateOnly today)
    {
        var woman = random.Next(3) > 0;
        return Person(woman) with
        {
            Role = Role.Patient,
            Gender = woman ? "Mujer" : "Hombre",
            Phone = random.Next(2) == 0 ? Digits("55", 8) : null,
            Cellphone = Digits("55", 8),
            MaritalStatus = Pick(MaritalStatuses),
            BirthDate = today.AddDays(-random.Next(18 * 365, 85 * 365)),
            BirthPlace = Pick(Places),
            Occupation = Pick(Occupations),
            Religion = Pick(Religions),
            Address = new Address(Pick(Streets), random.Next(1, 999).ToString(System.Globalization.CultureInfo.InvariantCulture), Pick(Neighborhoods), Digits("0", 4), "Ciudad de México"),
            Children = random.Next(4) == 0 ? [new Child(Pick(random.Next(2) == 0 ? Women : Men), Pick(LastNames), BirthDate: today.AddDays(-random.Next(365, 16 * 365)))] : null,
            Record = new NewRecord(thanatologistId, random.Next(2) == 0 ? "Refiere una pérdida reciente. Red de apoyo: familia cercana." : null),
        };
    }

    public NewSession Session(string userId, DateOnly date)
    {
        var service = Pick(ClinicCatalogue.Services);
        return new NewSession(
            userId,
            date,
            service.Name,
            Pick(service.Interventions.Values),
            Pick(ClinicCatalogue.Tools.Values),
            Pick(ClinicCatalogue.Motives.Values),
            Pick(Evaluations),
            Pick(Fees));
    }

    /// <summary>What somebody has lost before they came to the clinic. Not everybody knows the day.</summary>
    public LossEdit Loss(DateOnly opened)
    {
        var day = opened.AddDays(-random.Next(10, 900)).ToString("O", CultureInfo.InvariantCulture);
        var (date, relation) = (random.Next(6) switch { 0 => day[..4], 1 => day[..7], _ => day }, Pick(ClinicCatalogue.LossRelations.Values));
        return relation is "Mascota"
            ? new LossEdit("Mascota", relation, "Canela", date)
            : new LossEdit("Muerte", relation, Pick(random.Next(2) == 0 ? Women : Men), date, Pick(ClinicCatalogue.LossCircumstances.Values), random.Next(2) == 0, null, FollowUp: true);
    }

    private NewUser Person(bool woman) => new()
    {
        FirstName = Pick(woman ? Women : Men),
        FirstLastName = Pick(LastNames),
        SecondLastName = random.Next(10) > 0 ? Pick(LastNames) : null,
    };

    private T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    private string Digits(string prefix, int count) => prefix + string.Concat(Enumerable.Range(0, count).Select(_ => random.Next(10)));
}

/// <summary>A demo account; it exists on this machine alone.</summary>
public sealed record DemoAccount(string Id, string Email, Role Role, string FirstName, string FirstLastName, string? SecondLastName);

/// <summary>The five accounts that a newcomer signs in with. Their ids are fixed, so that event files can name them.</summary>
public static class DemoAccounts
{
    public const string Password = "duelo-y-esperanza";

    public static readonly DemoAccount Admin = new("01990000-0000-7000-8000-000000000001", "admin@clinic.test", Role.Admin, "Íñigo", "Zepeda", "Ceballos");
    public static readonly DemoAccount Support = new("01990000-0000-7000-8000-000000000002", "support@clinic.test", Role.AdminSupport, "Mónica", "Hernández", "Bravo");
    public static readonly DemoAccount Thanatologist = new("01990000-0000-7000-8000-000000000003", "thanatologist@clinic.test", Role.Thanatologist, "Lucía", "Sánchez", "Álvarez");
    public static readonly DemoAccount Thanatologist2 = new("01990000-0000-7000-8000-000000000004", "thanatologist2@clinic.test", Role.Thanatologist, "Héctor", "Ávila", "Urgell");
    public static readonly DemoAccount Patient = new("01990000-0000-7000-8000-000000000005", "patient@clinic.test", Role.Patient, "Begoña", "Muñoz", "O'Farrill");

    public static readonly IReadOnlyList<DemoAccount> All = [Admin, Support, Thanatologist, Thanatologist2, Patient];
}
