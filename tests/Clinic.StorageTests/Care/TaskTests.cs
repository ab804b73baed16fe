using System.Globalization;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Notices;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;
using Mail = Clinic.MessageDelivery.Mail;

namespace Clinic.StorageTests.Care;

/// <summary>The tests' today is 22 November 2026, noon at the clinic.</summary>
public sealed class TaskTests : IAsyncLifetime
{
    private readonly TableSet tables = new(); // a digest is of the whole clinic: each test has its own
    private ClinicServices clinic = null!;
    private Caller own = null!;
    private Caller admin = null!;
    private User patient = null!;

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = new ClinicServices(tables);
        (own, admin) = (await clinic.ThanatologistAsync(), await clinic.AdminAsync());
        patient = await clinic.StoreAsync(A.Patient().Of(own.UserId!).Build());
    }

    public Task DisposeAsync() => tables.DisposeAsync();

    [Fact]
    public async Task A_task_goes_to_the_records_thanatologist_unless_to_an_active_admin()
    {
        var colleague = await clinic.ThanatologistAsync();
        var gone = await clinic.AdminAsync();
        await clinic.Users.DeactivateAsync(admin, gone.UserId!, VersionCondition.Any);

        Assert.Equal(own.UserId, (await AddAsync(own, "2026-11-23")).AssigneeId);
        Assert.Equal(admin.UserId, (await AddAsync(own, "2026-11-23", admin.UserId)).AssigneeId);
        Assert.Equal(admin.UserId, (await AddAsync(admin, "2026-11-23", admin.UserId)).AssigneeId);
        foreach (var id in (string[])[colleague.UserId!, gone.UserId!, patient.Id, A.Id()])
            Assert.Contains("assigneeId", (await Assert.ThrowsAsync<InvalidInputException>(() => AddAsync(own, "2026-11-23", id))).Errors);
        await Assert.ThrowsAsync<NotFoundException>(() => AddAsync(colleague, "2026-11-23"));
    }

    [Fact]
    public async Task Lists_are_by_due_then_id_page_by_page_and_only_a_patients_has_texts()
    {
        var tasks = new List<TaskView>();
        foreach (var due in (string[])["2026-12-01", "2026-11-25", "2026-12-01", "2027-01-10"])
            tasks.Add(await AddAsync(own, due));
        await clinic.Tasks.ChangeAsync(own, tasks[1].Id, VersionCondition.Any, edit => edit with { Status = CareTaskStatus.Done });
        string[] expected = [.. tasks.OrderBy(task => task.Due).ThenBy(task => task.Id, StringComparer.Ordinal).Select(task => task.Id)];

        foreach (var (caller, query) in ((Caller, TaskQuery)[])[(own, new(null, null, null, null, null)), (admin, new(null, null, null, null, null)), (admin, new(own.UserId, null, null, null, null)), (own, new(null, patient.Id, null, null, null))])
        {
            foreach (var limit in (int[])[1, 3, 100])
            {
                var found = await AllAsync(caller, query, limit);
                Assert.Equal(expected, found.Select(task => task.Id));
                Assert.All(found, task => Assert.Equal(query.PatientId is null ? null : "Llamar.", task.Text));
                Assert.All(found, task => Assert.Equal((patient.Id, patient.FullName), (task.PatientId, task.PatientName)));
            }
            Assert.Equal([tasks[1].Id], (await AllAsync(caller, query with { Status = CareTaskStatus.Done }, 2)).Select(task => task.Id));
            Assert.Equal(expected[1..3], (await AllAsync(caller, query with { From = new(2026, 12, 1), To = new(2026, 12, 31) }, 1)).Select(task => task.Id));
        }
        await Assert.ThrowsAsync<InvalidInputException>(() => AllAsync(own, new TaskQuery(null, null, null, new(2026, 12, 2), new(2026, 12, 1)), 25));
    }

    [Fact]
    public async Task Who_gets_a_patient_sees_their_tasks_and_is_told_and_the_former_one_is_not()
    {
        var (task, colleague) = (await AddAsync(own, "2026-11-21"), await clinic.ThanatologistAsync());
        await clinic.Records.PutAsync(admin, patient.Id, new RecordEdit(true, colleague.UserId), VersionCondition.Any);

        Assert.Empty(await AllAsync(own, new TaskQuery(null, null, null, null, null), 25));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Tasks.GetAsync(own, task.Id));
        foreach (var named in (string?[])[own.UserId, null])
            Assert.Equal(task.Id, Assert.Single(await AllAsync(colleague, new TaskQuery(named, null, null, null, null), 25)).Id);
        await SweepAsync();
        Assert.Empty(await MailsAsync(own));
        Assert.Contains("Tiene un pendiente para hoy.", Assert.Single(await MailsAsync(colleague)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_of_one_version_and_done_is_taken_back_with_its_time()
    {
        var task = await AddAsync(own, "2026-11-23");

        var done = await clinic.Tasks.ChangeAsync(own, task.Id, VersionCondition.Only(1), edit => edit with { Status = CareTaskStatus.Done });
        var open = await clinic.Tasks.ChangeAsync(admin, task.Id, VersionCondition.Only(2), edit => edit with { Status = CareTaskStatus.Open, Due = new(2026, 12, 1), AssigneeId = admin.UserId });

        Assert.Equal((CareTaskStatus.Done, clinic.Time.GetUtcNow(), 2), (done.Status, done.DoneAt, done.Version));
        Assert.Equal((null, admin.UserId, 3, "person"), (open.DoneAt, open.AssigneeId, open.Version, open.Source));
        Assert.Equal(open, await clinic.Tasks.GetAsync(own, task.Id));
        Assert.Equal(open, await clinic.Tasks.ChangeAsync(own, task.Id, VersionCondition.Only(3), edit => edit));
        await Assert.ThrowsAsync<StaleVersionException>(() => clinic.Tasks.ChangeAsync(own, task.Id, VersionCondition.Only(1), edit => edit with { Text = "Otra." }));
        await Assert.ThrowsAsync<InvalidInputException>(() => clinic.Tasks.ChangeAsync(own, task.Id, VersionCondition.Any, edit => edit with { AssigneeId = patient.Id }));
        foreach (var id in (string[])["x", TaskId.Of(patient.Id, A.Id(), 0), TaskId.Of(A.Id(), A.Id(), 3)])
            await Assert.ThrowsAsync<NotFoundException>(() => clinic.Tasks.GetAsync(own, id));
    }

    [Fact]
    public async Task A_digest_goes_out_once_a_day_from_its_hour_on_with_a_count_and_no_word()
    {
        await AddAsync(own, "2026-11-10");
        await AddAsync(own, "2026-11-23");
        await AddAsync(own, "2026-11-24");
        await AddAsync(own, "2026-11-22", admin.UserId);

        clinic.Time.SetUtcNow(At(23, 7, 59));
        await SweepAsync();
        Assert.Empty(await MailsAsync(own));
        clinic.Time.SetUtcNow(At(23, 8, 0));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Record.ExceptionAsync(() => SweepAsync())));
        await SweepAsync();

        var mail = Assert.Single(await MailsAsync(own));
        Assert.Equal("Sus pendientes de hoy", mail.Subject);
        Assert.Contains("Tiene 2 pendientes para hoy.", mail.Text, StringComparison.Ordinal);
        Assert.Contains("https://clinic.test/tasks?status=open&to=2026-11-23", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Llamar", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(patient.Data.FirstLastName!, mail.Text, StringComparison.Ordinal);
        var toAdmin = Assert.Single(await MailsAsync(admin)).Text;
        Assert.Contains("Tiene un pendiente para hoy.", toAdmin, StringComparison.Ordinal);
        Assert.Contains($"https://clinic.test/tasks?assigneeId={admin.UserId}&status=open&to=2026-11-23", toAdmin, StringComparison.Ordinal);
        clinic.Time.SetUtcNow(At(24, 8, 0));
        await SweepAsync();
        Assert.Equal(2, (await MailsAsync(own)).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_digest_that_dies_anywhere_goes_out_once(bool isLastDone)
    {
        await AddAsync(own, "2026-11-22");
        await AddAsync(own, "2026-11-22", admin.UserId);

        for (var last = 1; ; last++)
        {
            clinic.Time.SetUtcNow(At(22, 13, 0).AddDays(last));
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, last, isLastDone);

            await Record.ExceptionAsync(() => SweepAsync(clinic.Restarted(dying.Client)));
            await SweepAsync();

            Assert.Equal((last, last), ((await MailsAsync(own)).Count, (await MailsAsync(admin)).Count));
            if (!dying.HasDied)
                break;
            Assert.InRange(last, 1, 30);
        }
    }

    [Fact]
    public async Task Without_an_hour_nobody_is_told()
    {
        await AddAsync(own, "2026-11-22");

        await clinic.NewNotices(null).HandleAsync(new NoticesEvent());

        Assert.Empty(await MailsAsync(own));
    }

    private static DateTimeOffset At(int day, int hour, int minute) => new(2026, 11, day, hour + 6, minute, 0, TimeSpan.Zero);

    private Task<TaskView> AddAsync(Caller caller, string due, string? assigneeId = null) =>
        clinic.Tasks.AddAsync(caller, new NewTask(patient.Id, assigneeId, " Llamar. ", DateOnly.Parse(due, CultureInfo.InvariantCulture)), A.NoKey<TaskView>());

    private async Task<IReadOnlyList<TaskView>> AllAsync(Caller caller, TaskQuery query, int limit)
    {
        var (found, page) = (new List<TaskView>(), new Page(limit, null));
        do
        {
            var slice = await clinic.Tasks.ListAsync(caller, query, page);
            found.AddRange(slice.Items);
            page = page with { After = slice.Next };
        }
        while (page.After is not null);
        return found;
    }

    private Task<NoticesResponse> SweepAsync(ClinicServices? by = null) => (by ?? clinic).NewNotices(null, digestHour: "8").HandleAsync(new NoticesEvent());

    private async Task<IReadOnlyList<Mail>> MailsAsync(Caller staff) => await clinic.Mails.ToAsync((await clinic.UsersTable.FindAsync(staff.UserId!))!.Data.Email!);
}
