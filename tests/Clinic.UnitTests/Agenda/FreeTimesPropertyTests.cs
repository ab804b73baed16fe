using System.Globalization;
using Clinic.Core.Agenda;
using Xunit;
using Xunit.Abstractions;

namespace Clinic.UnitTests.Agenda;

/// <summary>Whatever the hours, the zone and the appointments are: what is computed is what one finds minute by minute.</summary>
public sealed class FreeTimesPropertyTests(ITestOutputHelper output)
{
    private const int Cases = 40;

    /// <summary>Days on which clocks change, or stay as they are.</summary>
    private static readonly Dictionary<string, DateOnly[]> Zones = new()
    {
        ["America/Mexico_City"] = [new(2022, 4, 3), new(2022, 10, 30), new(2026, 12, 1)],
        ["Europe/Madrid"] = [new(2026, 3, 29), new(2026, 10, 25), new(2027, 2, 28)],
        ["Pacific/Kiritimati"] = [new(2026, 12, 31)],
        ["Australia/Lord_Howe"] = [new(2026, 4, 5), new(2026, 10, 4)], // by half an hour
        ["America/Havana"] = [new(2026, 3, 8), new(2026, 11, 1)], // at midnight
    };

    /// <summary>A fixed seed and a new one every time; the seed of a failure is printed.</summary>
    public static TheoryData<string, int> Seeds
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var zone in Zones.Keys)
            {
                data.Add(zone, 1996);
                data.Add(zone, Random.Shared.Next());
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Free_times_are_those_that_one_finds_minute_by_minute(string zoneName, int seed)
    {
        output.WriteLine($"seed {seed}");
        var (random, zone, found) = (new Random(seed), TimeZoneInfo.FindSystemTimeZoneById(zoneName), 0);
        for (var i = 0; i < Cases; i++)
        {
            var day = random.Pick(Zones[zoneName]).AddDays(random.Next(-2, 2));
            var now = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddMinutes(random.Next(-2880, 720));
            var query = new FreeQuery(day, day.AddDays(random.Next(3)), random.Next(2) == 0 ? null : random.Next(3, 25) * 5, random.Next(2) == 0 ? null : random.Pick(AppointmentModes.All));
            var agenda = new PersonAgenda("p-1", 1, [.. Enumerable.Range(0, random.Next(6)).Select(_ => Busy(random, day))], AnyAvailability(random, day));
            found += Compare(agenda, query, zone, now);
            if (agenda.Busy.Count > 0) // one of them is moved: its old time is free again, the new one is not
                found += Compare(agenda with { Busy = [.. agenda.Busy.Skip(1), agenda.Busy[0] with { Start = agenda.Busy[0].Start.AddMinutes(random.Next(-300, 300)) }] }, query, zone, now);
        }
        Assert.True(found > 100, $"Only {found} free times were compared.");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_time_is_in_the_hours_when_each_of_its_minutes_is(string zoneName, int seed)
    {
        output.WriteLine($"seed {seed}");
        var (random, zone, covered) = (new Random(seed), TimeZoneInfo.FindSystemTimeZoneById(zoneName), 0);
        for (var i = 0; i < Cases; i++)
        {
            var day = random.Pick(Zones[zoneName]);
            var now = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddHours(-random.Next(100));
            var availability = AnyAvailability(random, day);
            var (hours, naive) = (new OpenHours(availability, zone), new NaiveAgenda(new PersonAgenda("p-1", 1, [], availability), zone, now));
            for (var j = 0; j < 60; j++)
            {
                var (start, minutes, mode) = (now.AddMinutes(random.Next(-100, 900) * 5), random.Next(3, 25) * 5, random.Pick(AppointmentModes.All));
                var expected = (naive.Covers(start, minutes, mode), naive.Offers(start, minutes, mode), naive.PlaceAt(start));
                Assert.Equal(expected, (hours.Covers(start, minutes, mode), hours.Offers(start, minutes, mode, now), hours.PlaceAt(start)));
                covered += expected.Item1 ? 1 : 0;
            }
        }
        Assert.True(covered > 100, $"Only {covered} times were in the hours.");
    }

    private static int Compare(PersonAgenda agenda, FreeQuery query, TimeZoneInfo zone, DateTimeOffset now)
    {
        var expected = new NaiveAgenda(agenda, zone, now).Free(query).Select(Text).ToList();
        Assert.Equal(expected, new FreeTimes(query, zone, now).Of(agenda).Select(Text));
        return expected.Count;
    }

    private static string Text(FreeTime time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.Start:u} to {time.End:u} {string.Join(' ', time.Modes ?? [])} {time.Place}");

    private static Availability AnyAvailability(Random random, DateOnly day) => new(
        random.Next(3, 25) * 5,
        random.Pick([5, 7, 15, 20, 30, 45, 60]),
        random.Pick([0, 0, 10, 60]),
        random.Pick([0, 0, 3, 48]),
        random.Pick([1, 2, 90]),
        [.. Enumerable.Range(0, random.Next(2, 11)).Select(_ => Rule(random, day))],
        [.. Enumerable.Range(0, random.Next(3)).Select(_ => Exception(random, day))],
        1);

    private static AvailabilityRule Rule(Random random, DateOnly day)
    {
        var (from, to) = Hours(random);
        var near = (int)day.AddDays(random.Next(-1, 3)).DayOfWeek;
        return new AvailabilityRule(
            near == 0 ? 7 : near,
            from,
            to,
            random.Pick<IReadOnlyList<AppointmentMode>?>([null, null, [AppointmentMode.InPerson], [AppointmentMode.Phone, AppointmentMode.Video]]),
            random.Pick<string?>([null, "Consultorio 1", "Consultorio 2"]),
            random.Next(4) == 0 ? day.AddDays(random.Next(-2, 3)) : null,
            random.Next(4) == 0 ? day.AddDays(random.Next(-1, 4)) : null);
    }

    private static ExceptionalDays Exception(Random random, DateOnly day)
    {
        var date = day.AddDays(random.Next(-1, 4));
        if (random.Next(2) == 0)
            return new ExceptionalDays(date, true, To: random.Next(2) == 0 ? null : date.AddDays(random.Next(3)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        var (from, to) = Hours(random);
        return new ExceptionalDays(date, null, from, to, null, random.Pick<string?>([null, "Sala de juntas"]));
    }

    /// <summary>Often around midnight and where clocks change.</summary>
    private static (string From, string To) Hours(Random random)
    {
        var from = random.Pick([0, 0, 60, 120, 150, 540, 600, 1260, random.Next(1400)]);
        var to = Math.Min(1440, from + random.Pick([60, 180, 240, 480, 720, 1440]));
        return (Clock(from), Clock(to));
    }

    private static string Clock(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    private static BusyTime Busy(Random random, DateOnly day) =>
        new(Guid.Empty.ToString(), new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).AddMinutes(random.Next(-200, 600) * 5), random.Next(3, 25) * 5);
}

file static class Picks
{
    public static T Pick<T>(this Random random, IReadOnlyList<T> values) => values[random.Next(values.Count)];
}
