using System.Diagnostics;
using System.Globalization;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Testing;

namespace Clinic.Benchmarks;

/// <summary>Verifies the chain of a patient with a thousand sessions and a head of each of forty days, in this process.</summary>
internal static class ChainOfSessions
{
    private const int Sessions = 1_000;
    private const int SessionsOfDay = 25;
    private const int Verifications = 40;

    public static async Task MeasureAsync()
    {
        await using var objects = await ObjectFixture.StartAsync();
        var tables = new TableSet();
        await tables.InitializeAsync();
        var clinic = new ClinicServices(tables, objects: objects.Client);
        var own = await clinic.ThanatologistAsync();
        var patient = (await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build())).Id;
        var note = A.NewSession(patient) with { Evaluation = string.Concat(Enumerable.Repeat("Habla de su pérdida. ", 50)) };
        for (var i = 0; i < Sessions; i++)
        {
            await clinic.Sessions.AddAsync(A.Caller(Role.Thanatologist, own.UserId), note, A.NoKey<SessionView>());
            if (i % SessionsOfDay != 0)
                continue;
            clinic.Time.Advance(TimeSpan.FromDays(1));
            await clinic.Heads.KeepAsync(patient);
        }
        var times = new List<double>();
        for (var i = 0; i < Verifications; i++)
        {
            var started = Stopwatch.GetTimestamp();
            if (await clinic.Chains.VerifyAsync(own, patient) is not { Valid: true, Sessions: Sessions })
                throw new InvalidOperationException("The chain does not hold.");
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"verifying {Sessions} sessions: p50 {times[Verifications / 2]:0} ms, slowest {times[^1]:0} ms"));
        await tables.DisposeAsync();
    }
}
