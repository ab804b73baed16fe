using Clinic.Core.Sessions;
using Clinic.Core.Users;

namespace Clinic.Local.Seed;

/// <summary>One demo patient and their sessions, each with its day, before anything is written.</summary>
/// <param name="ExistingId">The demo patient, who is there already.</param>
internal sealed record DemoPlan(string? ExistingId, NewUser Patient, DateOnly Opened, IReadOnlyList<(NewSession Session, string? Substitute)> Sessions)
{
    private const int Days = 500;

    /// <summary>Plans every patient; together they have exactly <see cref="DemoSeed.Sessions"/> sessions, the last one yesterday at the latest.</summary>
    public static IReadOnlyList<DemoPlan> All(DemoPeople people, IReadOnlyList<string> thanatologists, DateOnly today)
    {
        var random = new Random(2026);
        var counts = Enumerable.Repeat(3, DemoSeed.Patients).ToArray();
        for (var left = DemoSeed.Sessions - counts.Sum(); left > 0; left--)
            counts[(int)(Math.Pow(random.NextDouble(), 1.5) * counts.Length)]++;
        return [.. counts.Select((count, index) => One(people, thanatologists, today, random, count, index))];
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

    private static DemoPlan One(DemoPeople people, IReadOnlyList<string> thanatologists, DateOnly today, Random random, int count, int index)
    {
        var owner = thanatologists[index % thanatologists.Count];
        var opened = today.AddDays(-random.Next(1, Days));
        var span = today.DayNumber - opened.DayNumber;
        var closes = index > 0 && random.Next(4) == 0;
        var days = Enumerable.Range(0, count).Select(_ => opened.AddDays(random.Next(span))).Order().ToList();
        var sessions = days.Select((day, position) => (
            people.Session("", day) with { CloseRecord = closes && position == count - 1 ? true : null },
            random.Next(40) == 0 ? thanatologists[(index + 1) % thanatologists.Count] : null)).ToList();
        return new DemoPlan(index == 0 ? DemoAccounts.Patient.Id : null, people.Patient(owner, today), opened, sessions);
    }

    private static DateTimeOffset At(DateOnly day) => new(day.ToDateTime(new TimeOnly(17, 0)), TimeSpan.Zero);
}
