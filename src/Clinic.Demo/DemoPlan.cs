using Clinic.Core.Sessions;
using Clinic.Core.Users;

namespace Clinic.Demo;

/// <summary>One demo patient and their sessions, each with its day, before anything is written.</summary>
/// <param name="ExistingId">The demo patient, who is there already.</param>
internal sealed record DemoPlan(string? ExistingId, NewUser Patient, DateOnly Opened, IReadOnlyList<(NewSession Session, string? Substitute)> Sessions)
{
    private const int Days = 500;

    private const int DemoPatientSessions = 12;

    /// <summary>The demo patient's sessions, held by the demo thanatologists; their record stays open.</summary>
    public static DemoPlan OfDemoPatient(DateOnly today) => One(
        new DemoPeople(new Random(5)), [DemoAccounts.Thanatologist.Id, DemoAccounts.Thanatologist2.Id], today, new Random(5), DemoPatientSessions, DemoAccounts.Patient.Id);

    /// <summary>Plans the other patients; all together have exactly <see cref="DemoSeed.Sessions"/> sessions, the last one yesterday at the latest.</summary>
    public static IReadOnlyList<DemoPlan> OfOthers(DemoPeople people, IReadOnlyList<string> thanatologists, DateOnly today)
    {
        var random = new Random(2026);
        var counts = Enumerable.Repeat(3, DemoSeed.Patients - 1).ToArray();
        for (var left = DemoSeed.Sessions - DemoPatientSessions - counts.Sum(); left > 0; left--)
            counts[(int)(Math.Pow(random.NextDouble(), 1.5) * counts.Length)]++;
        return [.. counts.Select((count, index) => One(people, [.. thanatologists.Skip(index % thanatologists.Count), .. thanatologists], today, random, count, null))];
    }

    public async Task CarryOutAsync(DemoClinic clinic)
    {
        clinic.Clock.Now = At(Opened);
        var id = ExistingId ?? await clinic.AddAsync(Patient);
        foreach (var (session, substitute) in Sessions)
        {
            clinic.Clock.Now = At(session.Date!.Value);
            if (substitute is null)
                await clinic.WriteAsync(session with { UserId = id });
            else
                await clinic.WriteSubstituteAsync(session with { UserId = id }, substitute);
        }
    }

    /// <param name="thanatologists">The patient's own first, then who substitutes.</param>
    private static DemoPlan One(DemoPeople people, IReadOnlyList<string> thanatologists, DateOnly today, Random random, int count, string? existingId)
    {
        var opened = today.AddDays(-random.Next(count, Days));
        var span = today.DayNumber - opened.DayNumber;
        var closes = existingId is null && random.Next(4) == 0;
        var days = Enumerable.Range(0, count).Select(_ => opened.AddDays(random.Next(span))).Order().ToList();
        var sessions = days.Select((day, position) => (
            people.Session("", day) with { CloseRecord = closes && position == count - 1 ? true : null },
            random.Next(40) == 0 ? thanatologists[1] : null)).ToList();
        return new DemoPlan(existingId, people.Patient(thanatologists[0], today), opened, sessions);
    }

    private static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(new TimeOnly(17, 0)), TimeSpan.Zero);
}
