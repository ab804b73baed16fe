using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Reports;

public sealed class RollupWritesTests : IAsyncLifetime
{
    private readonly TableSet tables = new();
    private ClinicServices clinic = null!;
    private Caller own = null!;
    private Caller colleague = null!;

    [Fact]
    public async Task A_session_counts_for_its_day_its_month_and_its_thanatologist()
    {
        var patient = await PatientAsync(own);

        await WriteAsync(own, A.NewSession(patient.Id) with { RecoveryFee = 0.10m });
        await WriteAsync(own, A.NewSession(patient.Id) with { RecoveryFee = 0.20m });

        foreach (var (period, entry) in Places(own.UserId!, "2026", "11", "2026-11", "22"))
        {
            var item = await ItemAsync(period, entry);
            Assert.Equal(("2", "0.3", "2", "2", "2", "2"), (item["sessions"].N, item["fees"].N, item["serviceType#Servicios Acompañamiento"].N, item["interventionType#Tanatología"].N, item["motive#Duelo"].N, item["tool#Diálogo"].N));
            Assert.Equal(period.StartsWith("thanatologists", StringComparison.Ordinal) ? [patient.Id] : [], Patients(item, "patients#Mujer"));
        }
    }

    [Fact]
    public async Task Sessions_of_thanatologists_of_other_shards_write_no_item_in_common()
    {
        var colleagues = new List<Caller>();
        while (colleagues.DistinctBy(one => RollupKey.ShardOf(one.UserId!)).Count() < 2)
            colleagues.Add(await clinic.ThanatologistAsync());
        var before = await VersionsAsync();
        var written = new List<IEnumerable<string>>();
        foreach (var one in colleagues.DistinctBy(one => RollupKey.ShardOf(one.UserId!)))
        {
            var patient = await PatientAsync(one);
            before = await VersionsAsync();
            await WriteAsync(one, A.NewSession(patient.Id));
            written.Add((await VersionsAsync()).Except(before));
        }

        Assert.All(written, items => Assert.Equal(5, items.Count()));
        Assert.Equal(10, written.SelectMany(items => items).Select(item => item.Split(' ', 2)[1]).Distinct().Count());
    }

    /// <summary>An old DynamoDB Local takes ten writes in a transaction.</summary>
    [Fact]
    public async Task A_substitutes_session_that_closes_the_record_fits_a_transaction_with_its_response()
    {
        var patient = await PatientAsync(own);
        var session = A.NewSession(patient.Id) with { Substitute = true, Reason = "Vacaciones", CloseRecord = true };

        await clinic.Sessions.AddAsync(colleague, session, new ResponseToStore<SessionView>(new IdempotencyClaim("key", "fingerprint"), view => new Response(201, view.Id)));

        Assert.Equal((1, 1), await FiguresAsync(colleague));
        Assert.Equal(((0, 1), (0, 0), (0, 1)), await RecordsAsync());
    }

    [Fact]
    public async Task A_session_that_is_entered_late_counts_on_its_own_day()
    {
        var patient = await PatientAsync(own);

        await WriteAsync(own, A.NewSession(patient.Id) with { Date = new DateOnly(2024, 2, 29) });

        Assert.Equal(1, (await SummaryAsync(new DateOnly(2024, 2, 29), new DateOnly(2024, 2, 29))).Sessions);
        Assert.Equal(0, (await SummaryAsync(new DateOnly(2024, 3, 1), A.Day)).Sessions);
        Assert.Equal(1, (await SummaryAsync(new DateOnly(2024, 2, 1), new DateOnly(2024, 2, 29))).Sessions);
    }

    [Fact]
    public async Task A_substitutes_session_counts_for_the_substitute()
    {
        var patient = await PatientAsync(own);

        await WriteAsync(colleague, A.NewSession(patient.Id) with { Substitute = true, Reason = "Vacaciones" });

        Assert.Equal((0, 0), await FiguresAsync(own));
        Assert.Equal((1, 1), await FiguresAsync(colleague));
    }

    [Fact]
    public async Task A_patient_whose_gender_changed_counts_in_both_and_once_in_all()
    {
        var patient = await PatientAsync(own);
        await WriteAsync(own, A.NewSession(patient.Id));
        await clinic.Users.ChangeAsync(clinic.Admin, patient.Id, VersionCondition.Any, false, edit => edit with { Gender = null });
        await WriteAsync(own, A.NewSession(patient.Id));

        var report = await clinic.Reports.PatientsAsync(clinic.Admin, Query(A.Day, A.Day), "gender");

        Assert.Equal(["Mujer", "Sin especificar"], report.Labels);
        Assert.Equal([1m, 1m], report.Values);
        Assert.Equal(1, report.Total);
    }

    [Fact]
    public async Task Records_are_counted_with_whom_they_are()
    {
        var patient = await PatientAsync(own);
        Assert.Equal(((1, 0), (0, 0), (1, 0)), await RecordsAsync());

        await PutAsync(own, patient.Id, new RecordEdit(false));
        Assert.Equal(((0, 1), (0, 0), (0, 1)), await RecordsAsync());

        await PutAsync(colleague, patient.Id, new RecordEdit(true)); // takes it over
        Assert.Equal(((0, 0), (1, 0), (1, 0)), await RecordsAsync());

        await PutAsync(clinic.Admin, patient.Id, new RecordEdit(true, own.UserId));
        Assert.Equal(((1, 0), (0, 0), (1, 0)), await RecordsAsync());

        await WriteAsync(own, A.NewSession(patient.Id) with { CloseRecord = true });
        Assert.Equal(((0, 1), (0, 0), (0, 1)), await RecordsAsync());

        await PutAsync(own, patient.Id, new RecordEdit(true));
        Assert.Equal(((1, 0), (0, 0), (1, 0)), await RecordsAsync());
    }

    [Fact]
    public async Task A_patient_is_new_once_for_who_the_record_was_opened_with_on_the_clinics_day()
    {
        clinic.Time.SetUtcNow(new DateTimeOffset(2026, 12, 1, 5, 59, 0, TimeSpan.Zero)); // 23:59 of 30 November in Mexico City
        var patient = await PatientAsync(own);
        await PutAsync(clinic.Admin, patient.Id, new RecordEdit(true, colleague.UserId));
        await PutAsync(clinic.Admin, patient.Id, new RecordEdit(false));
        await PutAsync(colleague, patient.Id, new RecordEdit(true));

        var day = new DateOnly(2026, 11, 30);
        Assert.Equal(1, (await SummaryAsync(day, day)).NewPatients);
        Assert.Equal(1, (await SummaryAsync(day, day, own.UserId)).NewPatients);
        Assert.Equal(0, (await SummaryAsync(day, day, colleague.UserId)).NewPatients);
        Assert.Equal(own.UserId, (await clinic.UserStore.FindAsync(patient.Id))!.Record!.OpenedWith);
    }

    [Fact]
    public async Task What_is_refused_counts_nothing()
    {
        var patient = await PatientAsync(own);
        await PutAsync(own, patient.Id, new RecordEdit(false));
        var before = await tables.ContentsAsync();

        await Assert.ThrowsAsync<ConflictException>(() => WriteAsync(own, A.NewSession(patient.Id)));
        await Assert.ThrowsAsync<InvalidInputException>(() => PutAsync(clinic.Admin, patient.Id, new RecordEdit(true, A.Id())));

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task Forty_sessions_at_once_of_two_thanatologists_are_counted_exactly()
    {
        var patients = new[] { await PatientAsync(own), await PatientAsync(own), await PatientAsync(colleague), await PatientAsync(colleague) };

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => WriteAsync(Again(i % 4 < 2 ? own : colleague), A.NewSession(patients[i % 4].Id) with { RecoveryFee = i + 0.25m })));

        Assert.Equal((20, 2), await FiguresAsync(own));
        Assert.Equal((20, 2), await FiguresAsync(colleague));
        var summary = await SummaryAsync(A.Day, A.Day);
        Assert.Equal((40, 4, 40 * 0.25m + 780), (summary.Sessions, summary.Patients, summary.Fees));
    }

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = new ClinicServices(tables);
        (own, colleague) = (await clinic.ThanatologistAsync(), await clinic.ThanatologistAsync("Ñuño"));
    }

    public Task DisposeAsync() => tables.DisposeAsync();

    private static IEnumerable<(string Period, string Entry)> Places(string thanatologistId, string year, string month, string monthOfYear, string day) =>
    [
        (Shard($"clinic {year}", thanatologistId), month), (Shard($"clinic {monthOfYear}", thanatologistId), day), ($"thanatologists {year}", $"{thanatologistId}#{month}"), ($"thanatologists {monthOfYear}", $"{thanatologistId}#{day}"),
    ];

    private static string Shard(string partition, string thanatologistId) => RollupKey.ShardOf(partition, RollupKey.ShardOf(thanatologistId));

    private async Task<User> PatientAsync(Caller thanatologist) =>
        await clinic.StoreAsync(A.Patient().Of(thanatologist.UserId!).OpenedAt(clinic.Time.GetUtcNow()).With(data => data with { Gender = "Mujer" }).Build());

    private Task<SessionView> WriteAsync(Caller caller, NewSession session) => clinic.Sessions.AddAsync(caller, session, A.NoKey<SessionView>());

    private Task<RecordView> PutAsync(Caller caller, string id, RecordEdit edit) => clinic.Records.PutAsync(caller, id, edit, VersionCondition.Any);

    private static Caller Again(Caller caller) => A.Caller(caller.Role!.Value, caller.UserId);

    private static ReportQuery Query(DateOnly from, DateOnly to, string? thanatologistId = null) => new(null, from, to, thanatologistId);

    private Task<SummaryReport> SummaryAsync(DateOnly from, DateOnly to, string? thanatologistId = null) => clinic.Reports.SummaryAsync(clinic.Admin, Query(from, to, thanatologistId));

    private async Task<(int Sessions, int Patients)> FiguresAsync(Caller thanatologist)
    {
        var summary = await SummaryAsync(A.Day, A.Day, thanatologist.UserId);
        return (summary.Sessions, summary.Patients);
    }

    private async Task<((int, int) Own, (int, int) Colleague, (int, int) Clinic)> RecordsAsync() =>
        (await RecordsAsync(own.UserId), await RecordsAsync(colleague.UserId), await RecordsAsync(null));

    private async Task<(int Open, int Closed)> RecordsAsync(string? thanatologistId)
    {
        var summary = await SummaryAsync(A.Day, A.Day, thanatologistId);
        return (summary.OpenRecords, summary.ClosedRecords);
    }

    private async Task<Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>> ItemAsync(string period, string entry) =>
        (await tables.ItemsAsync(tables.Reports)).Single(item => item["period"].S == period && item["entry"].S == entry);

    private async Task<IReadOnlyList<string>> VersionsAsync() =>
        [.. (await tables.ItemsAsync(tables.Reports)).Select(item => $"{item["writes"].N} {item["period"].S}|{item["entry"].S}")];

    private static IEnumerable<string> Patients(Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue> item, string attribute) =>
        (item.GetValueOrDefault(attribute)?.BS ?? []).Select(id => new Guid(id.ToArray(), bigEndian: true).ToString());
}
