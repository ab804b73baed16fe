using Clinic.Core.Catalogue;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Testing;

namespace Clinic.StorageTests.Reports;

/// <summary>A clinic whose sessions a test knows one by one, to compute from them what the reports must say.</summary>
internal sealed class ReportedClinic(TableSet tables)
{
    public sealed record Held(string PatientId, string? Gender, string ThanatologistId, NewSession Session);

    public ClinicServices Services { get; } = new(tables);

    public List<Held> Sessions { get; } = [];

    public List<(string ThanatologistId, DateOnly Opened)> NewPatients { get; } = [];

    public async Task<User> PatientAsync(string thanatologistId, string? gender = null)
    {
        var patient = await Services.StoreAsync(A.Patient().Of(thanatologistId).OpenedAt(Services.Time.GetUtcNow()).With(data => data with { Gender = gender }).Build());
        NewPatients.Add((thanatologistId, Services.Calendar.DateOf(patient.Record!.OpenedAt)));
        return patient;
    }

    /// <summary>Writes a session; of a colleague's patient as a substitute.</summary>
    public async Task WriteAsync(string thanatologistId, User patient, NewSession session)
    {
        var current = (await Services.UserStore.FindAsync(patient.Id))!;
        var substitute = current.Record!.ThanatologistId != thanatologistId;
        session = session with { UserId = patient.Id, Substitute = substitute ? true : null, Reason = substitute ? "Vacaciones" : null };
        await Services.Sessions.AddAsync(A.Caller(Role.Thanatologist, thanatologistId), session, A.NoKey<SessionView>());
        lock (Sessions)
            Sessions.Add(new Held(patient.Id, current.Data.Gender, thanatologistId, session));
    }

    public static NewSession RandomSession(Random random, DateOnly date)
    {
        var service = ClinicCatalogue.Services[random.Next(ClinicCatalogue.Services.Count)];
        return A.NewSession() with
        {
            Date = date,
            ServiceType = service.Name,
            InterventionType = Any(random, service.Interventions.Values),
            Tool = Any(random, ClinicCatalogue.Tools.Values),
            Motive = Any(random, ClinicCatalogue.Motives.Values),
            RecoveryFee = random.Next(3) == 0 ? 0 : random.Next(1, 10_000_000) / 100m,
        };
    }

    public static T Any<T>(Random random, IReadOnlyList<T> values) => values[random.Next(values.Count)];
}
