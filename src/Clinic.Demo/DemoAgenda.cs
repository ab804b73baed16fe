using Clinic.Core.Agenda;

namespace Clinic.Demo;

/// <summary>
/// What a demo thanatologist's agenda holds: the hours of a week, and appointments of their patients from four weeks before today to four
/// weeks after it, as the clinic would have booked and kept them. The same ones at every seed of a day.
/// </summary>
internal sealed class DemoAgenda(DemoClinic clinic, DateTimeOffset now)
{
    public const int Appointments = 30;
    private const int InSeries = 4;
    private static readonly TimeSpan Reach = TimeSpan.FromDays(28);
    private static readonly string[] Reasons = ["La paciente viaja.", "El tanatólogo está enfermo.", "Se encimó con el trabajo."];

    /// <summary>False when the thanatologist has hours already.</summary>
    /// <param name="number">Of the thanatologist, from 0: their hours differ.</param>
    public async Task<bool> AddAsync(string thanatologistId, int number)
    {
        clinic.Clock.Now = now - Reach - TimeSpan.FromDays(7);
        var hours = Hours(number);
        if (!await clinic.AddHoursAsync(thanatologistId, hours))
            return false;
        var patients = await clinic.ListPatientsAsync(thanatologistId);
        if (patients.Count > 0)
            await BookAsync(thanatologistId, TimeSpan.FromMinutes(hours.Buffer!.Value), patients, new Random(number));
        return true;
    }

    private async Task BookAsync(string thanatologistId, TimeSpan buffer, IReadOnlyList<string> patients, Random random)
    {
        // Some afternoons nobody is seen in person, as a series is unless it says otherwise.
        var first = (await FreeAsync(thanatologistId)).First(time => time.Start > now.AddDays(1) && time.Modes!.Contains(AppointmentMode.InPerson));
        await clinic.BookAsync(new NewAppointment(Pick(patients, random), Start: first.Start, Repeat: new Repeat(RepeatEvery.Week, InSeries)));
        var times = Apart(await FreeAsync(thanatologistId), buffer).ToArray();
        random.Shuffle(times);
        foreach (var time in times.Take(Appointments - InSeries).OrderBy(time => time.Start))
            await KeepAsync(time, Pick(patients, random), random);
    }

    /// <summary>Books one appointment some days before it, and lets happen what happens to appointments up to now.</summary>
    private async Task KeepAsync(FreeTime time, string patientId, Random random)
    {
        var booked = Earlier(time.Start.AddDays(-random.Next(2, 13)), now.AddHours(-random.Next(1, 48)));
        clinic.Clock.Now = booked;
        var mode = time.Modes!.Contains(AppointmentMode.InPerson) && random.Next(4) > 0 ? AppointmentMode.InPerson : Pick(time.Modes!, random);
        if (await clinic.BookAsync(new NewAppointment(patientId, Start: time.Start, Mode: mode)) is not { } id)
            return;
        switch (random.Next(20))
        {
            case < 3:
                clinic.Clock.Now = Earlier(time.Start.AddDays(-1), now);
                await clinic.ChangeAsync(id, AppointmentStatus.Cancelled, Pick(Reasons, random));
                break;
            case < 5 when time.End <= now:
                clinic.Clock.Now = time.End;
                await clinic.ChangeAsync(id, AppointmentStatus.NoShow);
                break;
            case < 7 when time.End <= now:
                break; // the front desk has yet to say what became of it
            case var other when time.Start > now:
                clinic.Clock.Now = now;
                if (other % 2 == 0)
                    await clinic.ChangeAsync(id, AppointmentStatus.Confirmed);
                break;
            default:
                clinic.Clock.Now = time.Start;
                await clinic.ChangeAsync(id, AppointmentStatus.Arrived);
                clinic.Clock.Now = time.End;
                if (time.End <= now)
                    await clinic.ChangeAsync(id, AppointmentStatus.Done);
                break;
        }
    }

    /// <summary>The clock is some days before the first one.</summary>
    private Task<IReadOnlyList<FreeTime>> FreeAsync(string thanatologistId)
    {
        clinic.Clock.Now = now - Reach - TimeSpan.FromDays(7);
        return clinic.ListFreeTimesAsync(thanatologistId, DayOf(now - Reach), DayOf(now + Reach));
    }

    /// <summary>Of times that begin every half an hour those that can all be taken.</summary>
    private static IEnumerable<FreeTime> Apart(IEnumerable<FreeTime> times, TimeSpan buffer)
    {
        var next = DateTimeOffset.MinValue;
        foreach (var time in times.Where(time => time.Start >= next))
        {
            next = time.End + buffer;
            yield return time;
        }
    }

    private static AvailabilityEdit Hours(int number) => new(
        Minutes: number % 3 == 0 ? 50 : 60,
        Step: 30,
        Buffer: number % 2 == 0 ? 10 : 0,
        NoticeHours: 12,
        Rules: [.. Enumerable.Range(1, 5).SelectMany(weekday => Day(number, weekday))]);

    /// <summary>Some work mornings and afternoons, some see nobody in person in the afternoon, and some have mornings off.</summary>
    private static IEnumerable<AvailabilityRule> Day(int number, int weekday)
    {
        var place = $"Consultorio {1 + (number % 4)}";
        if (number % 3 < 2 || weekday % 2 == 1)
            yield return new AvailabilityRule(weekday, "09:00", "14:00", Place: place);
        if (number % 3 != 1)
            yield return new AvailabilityRule(weekday, "16:00", "19:00", Place: place);
        else if (weekday % 2 == 0)
            yield return new AvailabilityRule(weekday, "16:00", "20:00", [AppointmentMode.Phone, AppointmentMode.Video]);
    }

    private static T Pick<T>(IReadOnlyList<T> values, Random random) => values[random.Next(values.Count)];

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime);
}
