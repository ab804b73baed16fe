using Clinic.Core.Agenda;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Notices;
using Clinic.StorageTests.Agenda;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;
using Mail = Clinic.MessageDelivery.Mail;

namespace Clinic.StorageTests.Notices;

/// <summary>A clinic with a thanatologist and a patient who has an address, and what the patient is sent. Nobody tells anything until a test says so.</summary>
internal sealed class NoticeClinic
{
    private readonly TableSet tables;

    private NoticeClinic(TableSet tables, AgendaClinic agenda, Caller own, User patient) => (this.tables, Agenda, Own, Patient) = (tables, agenda, own, patient);

    public AgendaClinic Agenda { get; }

    public ClinicServices Services => Agenda.Services;

    public Caller Own { get; }

    public User Patient { get; }

    public static async Task<NoticeClinic> OpenAsync(TableSet tables, Func<UserBuilder, UserBuilder>? change = null)
    {
        var agenda = await AgendaClinic.OpenAsync(tables);
        var own = await agenda.ThanatologistAsync();
        var builder = A.Patient().Of(own.UserId!).WithEmail($"{A.Id()}@example.org");
        return new NoticeClinic(tables, agenda, own, await agenda.Services.StoreAsync((change?.Invoke(builder) ?? builder).Build()));
    }

    public Task<AppointmentView> BookAsync(DateTimeOffset start) => Agenda.BookAsync(Own, Patient.Id, start);

    public Task<AppointmentView> MoveAsync(string id, DateTimeOffset start) => Agenda.ChangeAsync(Own, id, edit => edit with { Start = start });

    /// <summary>What the stream does with a change of an appointment or a series.</summary>
    public async Task StreamAsync(string id, NoticesHandler? handler = null) => Assert.Empty((await (handler ?? Services.Notices).HandleAsync(Change(id))).BatchItemFailures!);

    public static NoticesEvent Change(params string[] ids) => new(
        [.. ids.Select((id, position) => new StreamRecord(new StreamChange(new AppointmentKey(new TextAttribute(id)), $"{position}", new AppointmentImage(new TextAttribute("booked")))))]);

    public Task SweepAsync(NoticesHandler? handler = null) => (handler ?? Services.Notices).HandleAsync(new NoticesEvent());

    /// <summary>Turns the clock to a time and sweeps every hour until then, as the schedule does more often.</summary>
    public async Task SweepUntilAsync(DateTimeOffset end, NoticesHandler? handler = null)
    {
        while (Services.Time.GetUtcNow() is var now && now < end)
        {
            Services.Time.SetUtcNow(now.AddHours(1) < end ? now.AddHours(1) : end);
            await SweepAsync(handler);
        }
    }

    /// <summary>A process that dies at one of its requests to the database.</summary>
    /// <returns>Whether it came so far.</returns>
    public async Task<bool> DieAsync(int last, bool isLastDone, Func<ClinicServices, Task> work)
    {
        using var client = await SharedDynamoDb.ClientAsync();
        var dying = new FailingDynamo(client, last, isLastDone);
        await Record.ExceptionAsync(() => work(Services.Restarted(dying.Client)));
        return dying.HasDied;
    }

    public Task<IReadOnlyList<Mail>> MailsAsync() => Services.Mails.ToAsync(Patient.Data.Email!);

    public async Task<IEnumerable<string>> SubjectsAsync() => (await MailsAsync()).Select(mail => mail.Subject);

    /// <summary>What a link in a mail names.</summary>
    public async Task<AnswerToken> AnswerAsync(Mail mail) =>
        (await Services.Tokens.ReadAsync(mail.Text.Split("https://clinic.test/appointments/answer?token=")[1].Split('\n')[0]))!;

    /// <summary>The notices that are yet to be told.</summary>
    public async Task<IEnumerable<(string Kind, string At)>> WaitingAsync() =>
        (await tables.ItemsAsync(tables.Appointments)).Where(item => item.ContainsKey("notice")).Select(item => (item["notice"].S, item["noticeAt"].S));
}

/// <summary>Tests with tables of their own, as a sweep finds whatever is to be told.</summary>
public abstract class NoticeClinicTests : IAsyncLifetime
{
    private protected readonly TableSet tables = new();
    private protected NoticeClinic clinic = null!;

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = await NoticeClinic.OpenAsync(tables);
    }

    public Task DisposeAsync() => tables.DisposeAsync();
}
