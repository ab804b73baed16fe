using Clinic.Core.Errors;
using Clinic.Core.Reports;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Reports;

public sealed class ReportServiceTests : IAsyncLifetime
{
    private static readonly ReportQuery Month = new(null, null, null, null);
    private readonly TableSet tables = new();
    private ReportedClinic clinic = null!;
    private Caller own = null!;
    private Caller colleague = null!;
    private User patient = null!;

    private ReportService Reports => clinic.Services.Reports;

    [Fact]
    public async Task A_thanatologist_sees_their_own_figures_and_nobody_elses()
    {
        await WriteAsync(own, "Duelo", 100);
        await WriteAsync(colleague, "Duelo", 50);

        Assert.Equal(100, (await Reports.FeesAsync(own, Month, "none")).Total);
        Assert.Equal(100, (await Reports.FeesAsync(own, Month with { ThanatologistId = own.UserId }, "none")).Total);
        Assert.Equal(["Itzel Muñoz"], (await Reports.SessionsAsync(own, Month, "thanatologist")).Labels);
        Assert.Equal(1, (await Reports.SessionsAsync(own, Month, "motive")).Total);
        Assert.Equal(own.UserId, Assert.Single((await Reports.ThanatologistsAsync(own, Month)).Items).ThanatologistId);
        await Assert.ThrowsAsync<NotFoundException>(() => Reports.SummaryAsync(own, Month with { ThanatologistId = colleague.UserId }));
        await Assert.ThrowsAsync<NotFoundException>(() => Reports.SummaryAsync(own, Month with { ThanatologistId = A.Id() }));
    }

    [Fact]
    public async Task Admins_support_and_services_see_everybodys_and_filter_by_thanatologists_only()
    {
        await WriteAsync(own, "Duelo", 100);
        await WriteAsync(colleague, "Duelo", 50);

        foreach (var caller in (Caller[])[clinic.Services.Admin, A.Caller(Role.AdminSupport), A.Service(Scope.ReportsRead)])
        {
            Assert.Equal(150, (await Reports.FeesAsync(caller, Month, "none")).Total);
            Assert.Equal(50, (await Reports.FeesAsync(caller, Month with { ThanatologistId = colleague.UserId }, "none")).Total);
            foreach (var id in new[] { A.Id(), patient.Id, clinic.Services.Admin.UserId })
                await Assert.ThrowsAsync<NotFoundException>(() => Reports.SummaryAsync(caller, Month with { ThanatologistId = id }));
        }
    }

    [Fact]
    public async Task A_patient_who_is_new_in_the_period_is_counted_at_once_however_often_the_report_was_read()
    {
        for (var patients = 1; patients <= 3; patients++)
        {
            var another = await clinic.Services.StoreAsync(A.Patient().Of(own.UserId!).Build());
            await clinic.Services.Sessions.AddAsync(own, A.NewSession(another.Id), A.NoKey<SessionView>());

            Assert.Equal(patients, (await Reports.PatientsAsync(own, Month, "gender")).Total);
            Assert.Equal(patients, (await Reports.SummaryAsync(clinic.Services.Admin, Month)).Patients);
            Assert.Equal(patients, (await Reports.SummaryAsync(clinic.Services.Admin, Month)).Patients);
        }
    }

    [Fact]
    public async Task The_largest_comes_first_and_alike_ones_stand_by_their_labels_without_accents()
    {
        foreach (var motive in (string[])["Otro", "Violación", "Viudez", "Violencia psicológica", "Viudez", "Enfermedad", "Enfermedad crónico degenerativa"])
            await WriteAsync(own, motive, 0);

        var report = await Reports.SessionsAsync(own, Month, "motive");

        Assert.Equal(["Viudez", "Enfermedad", "Enfermedad crónico degenerativa", "Otro", "Violación", "Violencia psicológica"], report.Labels);
        Assert.Equal([2m, 1m, 1m, 1m, 1m, 1m], report.Values);
    }

    [Fact]
    public async Task An_average_is_rounded_to_the_cent_away_from_zero()
    {
        foreach (var fee in (decimal[])[0.01m, 0.02m, 0.03m, 0.04m, 0.005m * 2, 0, 0, 0])
            await WriteAsync(own, "Duelo", fee);

        var item = Assert.Single((await Reports.ThanatologistsAsync(own, Month)).Items);

        Assert.Equal((8, 0.11m, 0.01m), (item.Sessions, item.Fees, item.AverageFee)); // 0.01375
        await WriteAsync(own, "Duelo", 0.025m * 2 - 0.01m); // 0.15 / 9
        await WriteAsync(own, "Duelo", 0); // 0.15 / 10 = 0.015
        Assert.Equal(0.02m, Assert.Single((await Reports.ThanatologistsAsync(own, Month)).Items).AverageFee);
    }

    [Fact]
    public async Task Who_has_free_sessions_only_is_among_the_fees_with_zero()
    {
        await WriteAsync(own, "Duelo", 0);

        var report = await Reports.FeesAsync(clinic.Services.Admin, Month, "thanatologist");

        Assert.Equal(["Itzel Muñoz"], report.Labels);
        Assert.Equal([0m], report.Values);
        Assert.Equal(0, report.Total);
    }

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = new ReportedClinic(tables);
        (own, colleague) = (await clinic.Services.ThanatologistAsync(), await clinic.Services.ThanatologistAsync("Ñuño"));
        patient = await clinic.PatientAsync(own.UserId!);
    }

    public Task DisposeAsync() => tables.DisposeAsync();

    private Task WriteAsync(Caller thanatologist, string motive, decimal fee) =>
        clinic.WriteAsync(thanatologist.UserId!, patient, A.NewSession() with { Motive = motive, RecoveryFee = fee });
}
