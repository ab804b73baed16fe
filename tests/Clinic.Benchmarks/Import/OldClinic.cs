using System.Globalization;
using System.Text;
using Clinic.Core.Catalogue;

namespace Clinic.Benchmarks.Import;

/// <summary>
/// A made-up old clinic as the CSV files of its tables, in the order of their ids, as a dump has them: two years of sessions on
/// workdays, most of them held by the record's thanatologist. The same numbers make the same files.
/// </summary>
internal sealed class OldClinic
{
    public const int Administrators = 2;
    public const int Thanatologists = 8;
    private const int Days = 730;
    private static readonly DateOnly FirstDay = new(2023, 1, 2);
    private static readonly string[] FirstNames = ["Íñigo", "María José", "Óscar", "Ximena", "Raúl", "Begoña", "Héctor", "Lucía", "Ángel", "Renata"];
    private static readonly string[] LastNames = ["Núñez", "O'Farrill", "Peña", "Zepeda", "García Bernal", "Ávila", "Urgell", "Hernández", "Ortiz", "Sánchez"];
    private static readonly string[] Sentences =
    [
        "Refiere sueño interrumpido y poco apetito desde la pérdida.", "Se trabaja la despedida con una carta que lee en voz alta.", "Acude puntual; buena disposición y contacto visual.",
        "Comenta avances con su familia, \"aunque los domingos pesan\".", "Se dejan ejercicios de respiración para la semana.", "Persisten culpa y enojo; se valida la emoción y se cierra con calma.",
    ];

    private readonly int patients;
    private readonly int sessions;
    private readonly Random random;

    public OldClinic(int patients, int sessions)
    {
        (this.patients, this.sessions, random) = (patients, sessions, new Random(patients + sessions));
        Files = [.. Make()];
    }

    /// <summary>Name and content of each file, parents first.</summary>
    public IReadOnlyList<(string Name, string Content)> Files { get; }

    public int Rows => Administrators + Thanatologists + patients + (patients / 4) + patients + sessions;

    private IEnumerable<(string Name, string Content)> Make() =>
    [
        ("cetac_staff.csv", Csv(
            "id,first_lastname,second_lastname,firstname,access_level,cellphone,zip_code,street,neighborhood,address_number,email,password,salt",
            Enumerable.Range(1, Administrators + Thanatologists).Select(Staff))),
        ("cetac_user.csv", Csv(
            "id,first_lastname,second_lastname,firstname,gender,marital_status,phone,cellphone,birth_date,birth_place,occupation,religion,zip_code,street,neighborhood,address_number,children",
            Enumerable.Range(1, patients).Select(Patient))),
        ("user_child.csv", Csv("id,first_lastname,second_lastname,firstname,birth_date,gender,mother_id,father_id", Enumerable.Range(1, patients / 4).Select(Child))),
        ("cetac_record.csv", Csv("id,ekr,staff_id,user_id,is_open", Enumerable.Range(1, patients).Select(Record))),
        ("cetac_session.csv", Csv(
            "id,tool,intervention_type,session_number,evaluation,session_date,service_type,motive,recovery_fee,record_id,staff_id", Sessions())),
    ];

    private string Staff(int id) =>
        $"{id},{Any(LastNames)},{Any(LastNames)},{Any(FirstNames)},{(id <= Administrators ? "admin" : "thanatologist")},{Phone()},06700,Insurgentes Sur,Roma Norte,{id},persona{id}@example.org,"
        + $"{Convert.ToHexStringLower(Bytes(32))},{Convert.ToHexStringLower(Bytes(8))}";

    private string Patient(int id) =>
        $"{id},{Any(LastNames)},{Any(LastNames)},{Any(FirstNames)},{Any(ClinicCatalogue.Genders.Values)},Viudo,{Phone()},{Phone()},{Text(FirstDay.AddDays(-random.Next(7_000, 30_000)))},Mérida,"
        + $"Docente,Católica,06700,Niños Héroes,Narvarte,{random.Next(1, 900)},\"Dos hijos, de 8 y 12 años\"";

    private string Child(int id) => $"{id},{Any(LastNames)},,{Any(FirstNames)},2015-03-21,Mujer,{random.Next(1, patients + 1)},";

    private string Record(int id) => $"{id},{Evaluation()},{ThanatologistOf(id)},{id},{(random.Next(5) < 2 ? "f" : "t")}";

    private IEnumerable<string> Sessions()
    {
        var numbers = new int[patients + 1];
        for (var id = 1; id <= sessions; id++)
        {
            var day = FirstDay.AddDays((int)((long)Days * (id - 1) / sessions) / 7 * 7 + random.Next(5));
            var record = random.Next(1, patients + 1);
            var service = Any(ClinicCatalogue.Services);
            var substitute = random.Next(40) == 0 ? (Administrators + 1 + random.Next(Thanatologists)).ToString(CultureInfo.InvariantCulture) : "";
            yield return $"{id},{Any(ClinicCatalogue.Tools.Values)},{Any(service.Interventions.Values)},{++numbers[record]},{Evaluation()},{Text(day)},{service.Name},{Any(ClinicCatalogue.Motives.Values)},"
                + $"{random.Next(0, 4) * 50}.0,{record},{substitute}";
        }
    }

    private static int ThanatologistOf(int record) => Administrators + 1 + record % Thanatologists;

    private string Evaluation() => '"' + string.Join(' ', Enumerable.Range(0, random.Next(2, 7)).Select(_ => Any(Sentences))).Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    private string Phone() => string.Create(CultureInfo.InvariantCulture, $"55{random.Next(10_000_000, 99_999_999)}");

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private T Any<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    private static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Csv(string header, IEnumerable<string> rows) => new StringBuilder().AppendJoin('\n', rows.Prepend(header)).Append('\n').ToString();
}
