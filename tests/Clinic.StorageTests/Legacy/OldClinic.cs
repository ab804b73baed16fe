using System.Globalization;
using Clinic.Core.Accounts;
using Clinic.Ingestion;

namespace Clinic.StorageTests.Legacy;

/// <summary>A small clinic of the old system, made up from a seed: its five tables as rows of CSV, each with the header's columns in order.</summary>
internal sealed class OldClinic
{
    private static readonly string[] Names = ["Íñigo", "María José", "Raúl", "Zoë", "Ñusta"];
    private static readonly string[] LastNames = ["Núñez", "O'Farrill", "D'Ávila", "Peña y Lillo", "Ñáñez"];
    private readonly Random random;

    public OldClinic(int seed, int staff = 2, int patients = 5)
    {
        random = new Random(seed);
        Rows = LegacyTable.All.ToDictionary(table => table, _ => new List<string>());
        for (var id = 1; id <= staff; id++)
            AddStaff(id);
        for (var id = 1; id <= patients; id++)
            AddPatient(id, staff);
        for (var id = 1; id <= patients * 2; id++)
            AddChild(id, patients);
    }

    public Dictionary<LegacyTable, List<string>> Rows { get; }

    /// <summary>Per patient the numbers that their sessions are to have: id, number, and the old number where it is another.</summary>
    public Dictionary<int, List<(string Id, int Number, int? LegacyNumber)>> Numbers { get; } = [];

    public Dictionary<int, (bool IsOpen, int StaffId)> Records { get; } = [];

    public static string Text(LegacyTable table, IEnumerable<string> rows) => string.Join("\r\n", [string.Join(',', table.Columns), .. rows, ""]);

    private void AddStaff(int id)
    {
        var salt = $"salt{id:D12}";
        Rows[LegacyTable.Staff].Add(string.Join(',', id, Any(LastNames), "", Any(Names), "thanatologist", "5551819093", "10528", "Niños Héroes", "San Ángel", "193", $"t{id}@example.org", PasswordDigest.Of($"Duelo-{id}", salt), salt));
    }

    private void AddPatient(int id, int staff)
    {
        var gender = Any("Hombre", "Mujer", "Otro", "");
        Rows[LegacyTable.Patients].Add(string.Join(',', id, Any(LastNames), Any(LastNames), Any(Names), gender, "", "5501826330", "", "1984-03-21", "Mérida", "", "", "06700", "", "Roma", "12-B", "\"1 hija, \"\"Nena\"\"\""));
        if (random.Next(8) == 0)
            return; // without a record: waits for ever, and so does whoever belongs to it
        var record = id * 10 + random.Next(10);
        var (isOpen, holder) = (random.Next(3) > 0, random.Next(staff) + 1);
        Records[id] = (isOpen, holder);
        Rows[LegacyTable.Records].Add(string.Join(',', record, $"\"Expediente {id}\nrefiere duelo.\"", holder, id, isOpen ? "t" : "f"));
        if (random.Next(3) == 0)
        {
            // A second record of the same patient, with a higher id: its sessions are the patient's, too.
            var second = record + 1_000;
            Rows[LegacyTable.Records].Add(string.Join(',', second, "Otro expediente", random.Next(staff) + 1, id, isOpen ? "f" : "t"));
            AddSessions(id, [record, second], staff);
        }
        else
            AddSessions(id, [record], staff);
    }

    /// <summary>Their old numbers are contiguous, with gaps, or with duplicates.</summary>
    private void AddSessions(int patient, int[] records, int staff)
    {
        var kind = random.Next(3);
        var sessions = new List<(int Id, int Number, DateOnly Date)>();
        for (var i = 1; i <= random.Next(6); i++)
        {
            var number = kind switch { 0 => i, 1 => i * 2, _ => random.Next(3) + 1 };
            var (id, date) = (patient * 100 + (kind == 2 ? 50 - i : i), new DateOnly(2024, 1, 30).AddDays(random.Next(6)));
            sessions.Add((id, number, date));
            Rows[LegacyTable.Sessions].Add(string.Join(',', id, Any("Diálogo", "otro"), Any("Biomagetismo", "Reiki"), number, $"\"Avances de {Any(Names)}; nota {id}.\"",
                date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "Servicios Holisticos", Any("Duelo", "Enfermeda"), Any("150.0", "0", "99.5"), Any(records), Any("", $"{random.Next(staff) + 1}")));
        }
        var numbers = sessions.Select(session => session.Number).Order();
        var ordered = numbers.SequenceEqual(Enumerable.Range(1, sessions.Count))
            ? sessions.OrderBy(session => session.Number)
            : sessions.OrderBy(session => session.Date).ThenBy(session => session.Id);
        Numbers[patient] = [.. ordered.Select((session, i) => ($"{session.Id}", i + 1, session.Number == i + 1 ? (int?)null : session.Number))];
    }

    private void AddChild(int id, int patients) => Rows[LegacyTable.Children].Add(string.Join(',',
        id, Any(LastNames), "", Any(Names), "2014-07-02", "Hombre", random.Next(patients) + 1, random.Next(2) == 0 ? "" : random.Next(patients) + 1));

    private T Any<T>(params T[] values) => values[random.Next(values.Length)];
}
