using System.Globalization;
using Clinic.Core.Care;
using Clinic.Core.Users;
using Clinic.Testing;

namespace Clinic.StorageTests.Exports;

/// <summary>Makes up people with the names that Mexico has, and some that no list has.</summary>
internal sealed class InventedPeople(Random random)
{
    private static readonly string[] FirstNames =
    [
        "María del Carmen", "José Ángel", "Íñigo", "Begoña", "Jean-Pierre", "Xóchitl", "Luz", "Rosa María", "Itzel Guadalupe", "Noé", "D'Artagnan", "Güicho", "Cruz", "Abril", "Julio", "Zoë", "Ana", "Eva", "Ma. Trinidad",
        "Juan de Dios", "Dolores", "Consuelo", "Ángel", "León", "Perla", "Brayan", "Ñeca", "María de los Ángeles", "Citlalmina", "Yoltzin", "Salvador", "Pilar", "Paz", "Sol",
    ];

    private static readonly string[] LastNames =
    [
        "O'Farrill", "D’Angelo", "de la Peña", "Muñoz", "Núñez", "de los Ríos", "Ibáñez", "McGregor", "Sáenz de Miera", "García-Robles", "Ñonthé", "von Raesfeld", "De León", "Agüero", "Luna", "Flores", "Hernández", "Zúñiga y Ávila",
        "Ek", "Uc", "Xicoténcatl", "Tzompantzi", "Cuauhtémoc", "Morales", "Nieto", "Bravo", "Leal", "Mayo", "Kowalski", "Nguyễn", "d'Hyver", "L'Hôpital", "Paz", "Cabañas", "Castaño",
    ];

    private static readonly string[] Syllables = ["tla", "xo", "qui", "ñe", "zú", "mez", "cué", "lpa", "tzi", "güe", "rró", "hua", "chi", "nte"];
    private static readonly string[] Streets = ["Niños Héroes", "Av. Juárez", "Calle Nogal", "Cerrada del Fresno", "Río Pánuco", "Calle 5 de Mayo", "Privada Jacarandas", "Eje 3 Oriente", "Paseo de los Cedros", "2a. Cerrada de Pino"];
    private static readonly string[] Neighborhoods = ["Roma Norte", "San Martín", "Los Álamos", "Ampliación San Lorenzo", "El Calvario", "García Ginerés", "Zacahuitzco", "Lomas Verdes"];
    private static readonly string[] Cities = ["Tepotzotlán", "Cuautitlán Izcalli", "Mérida", "San Pedro Garza García", "Ecatepec", "Ñumí", "Tlaxiaco", "Parras de la Fuente"];

    private int mailboxes = 10;

    public User Patient(string thanatologistId)
    {
        var birth = new DateOnly(random.Next(1930, 2015), random.Next(1, 13), random.Next(1, 29));
        var (first, last, second) = (First(), Last(), random.Next(4) == 0 ? null : Last());
        return A.Patient().Of(thanatologistId).With(data => data with
        {
            FirstName = first,
            FirstLastName = last,
            SecondLastName = second,
            Gender = random.Next(2) == 0 ? "Hombre" : "Mujer",
            BirthDate = birth,
            BirthPlace = Any(Cities),
            Phone = random.Next(3) == 0 ? null : Phone(),
            Cellphone = Phone(),
            Email = $"{Mailbox(first)}.{Mailbox(last)}{++mailboxes}@{Any("example.org", "correo.example.mx", "mi-buzon.example.com")}",
            Address = new Address(Any(Streets), random.Next(1, 999).ToString(CultureInfo.InvariantCulture), Any(Neighborhoods), random.Next(1_000, 99_999).ToString("D5", CultureInfo.InvariantCulture), Any(Cities)),
            Occupation = random.Next(2) == 0 ? "Comerciante" : $"Ayudante de {last}",
            Children = random.Next(3) == 0 ? null : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new Child(First(), last, random.Next(2) == 0 ? Last() : null))],
            EmergencyContact = new EmergencyContact(Name(), "Hermana", Phone()),
        }).Build();
    }

    public Loss Loss(string patientId) => A.Loss() with { PatientId = patientId, Relation = "Madre", Name = Name(), Date = PartialDate.Parse("2024-05-10"), Notes = $"Se llamaba {Name()}." };

    public PlanContact Helper() => new(Name(), Phone());

    public User Staff() => A.Staff().Named(First(), Last(), random.Next(2) == 0 ? Last() : null).WithEmail($"{A.Id()}@example.org").Build();

    private string Name() => random.Next(3) == 0 ? First() : $"{First()} {Last()}";

    private string First() => random.Next(4) == 0 ? MadeUp() : Any(FirstNames);

    private string Last() => random.Next(4) == 0 ? MadeUp() : Any(LastNames);

    private string MadeUp() => string.Concat(Enumerable.Range(0, random.Next(3, 5)).Select(_ => Any(Syllables))) is var name ? char.ToUpperInvariant(name[0]) + name[1..] : "";

    private string Phone() => $"{Any("55", "33", "81", "222", "961")}{random.NextInt64(1_000_000, 99_999_999)}00000000"[..10];

    private static string Mailbox(string name) => string.Concat(Traces.Plain(name).Where(char.IsAsciiLetter));

    private T Any<T>(params T[] of) => of[random.Next(of.Length)];
}
