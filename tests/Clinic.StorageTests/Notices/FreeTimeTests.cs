using Amazon.DynamoDBv2.Model;
using Clinic.Core.Agenda;
using Clinic.Notices;
using Clinic.Testing;
using Xunit;
using Mail = Clinic.MessageDelivery.Mail;
using static Clinic.StorageTests.Agenda.AgendaClinic;

namespace Clinic.StorageTests.Notices;

/// <summary>What thanatologists are told of times that others wait for.</summary>
public sealed class FreeTimeTests : NoticeClinicTests
{
    [Fact]
    public async Task A_time_that_becomes_free_is_told_once_with_how_many_it_suits_and_no_name()
    {
        await WaitAsync();
        await WaitAsync();
        await WaitAsync(from: "12:00");
        var booked = await clinic.BookAsync(At(25, 9));

        var cancellation = await ChangeAsync(booked.Id, () => clinic.Agenda.CancelAsync(clinic.Own, booked.Id));
        await TellAsync(cancellation);
        await TellAsync(cancellation);

        var mail = Assert.Single(await MailsAsync());
        Assert.Contains("miércoles 25 de noviembre de 2026, 9:00\n\nLes sirve a 2 personas", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Rosa", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_move_leaves_a_time_and_who_cancels_does_not_matter()
    {
        await WaitAsync();
        var booked = await clinic.BookAsync(At(25, 9));

        StreamChange[] changes =
        [
            await ChangeAsync(booked.Id, () => clinic.MoveAsync(booked.Id, At(25, 11))),
            await ChangeAsync(booked.Id, () => clinic.MoveAsync(booked.Id, At(26, 9))),
            await ChangeAsync(booked.Id, () => clinic.Agenda.CancelAsync(A.Caller(Core.Security.Role.Patient, clinic.Patient.Id), booked.Id)),
        ];
        await TellAsync(changes);
        await TellAsync(changes);

        Assert.Equal(
            ["jueves 26 de noviembre de 2026, 9:00", "miércoles 25 de noviembre de 2026, 11:00", "miércoles 25 de noviembre de 2026, 9:00"],
            (await MailsAsync()).Select(mail => mail.Text.Split('\n')[4]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_told_of_what_suits_nobody_is_near_or_is_taken_again()
    {
        await WaitAsync(from: "12:00");
        var unsuited = await clinic.BookAsync(At(25, 9));
        await TellAsync(await ChangeAsync(unsuited.Id, () => clinic.Agenda.CancelAsync(clinic.Own, unsuited.Id)));
        await WaitAsync();
        var overlapping = await clinic.BookAsync(At(25, 9));
        await TellAsync(await ChangeAsync(overlapping.Id, () => clinic.MoveAsync(overlapping.Id, At(25, 9, 30))));
        var near = await clinic.BookAsync(At(23, 9));
        clinic.Services.Time.SetUtcNow(At(23, 7));
        await TellAsync(await ChangeAsync(near.Id, () => clinic.Agenda.CancelAsync(clinic.Own, near.Id)));

        Assert.Empty(await MailsAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_at_any_request_neither_loses_a_free_time_nor_tells_it_twice(bool isLastDone)
    {
        await WaitAsync();
        var told = 0;
        for (var last = 1; ; last++)
        {
            var booked = await clinic.BookAsync(At(25, 9));
            var change = await ChangeAsync(booked.Id, () => clinic.Agenda.CancelAsync(clinic.Own, booked.Id));
            var died = await clinic.DieAsync(last, isLastDone, services => services.Notices.HandleAsync(Event(change)));
            await TellAsync(change);

            Assert.Equal(++told, (await MailsAsync()).Count);
            if (!died)
                break;
            Assert.InRange(last, 1, 15);
        }
    }

    /// <summary>The change as the stream has it.</summary>
    private async Task<StreamChange> ChangeAsync(string id, Func<Task> change)
    {
        var before = await ImageAsync(id);
        await change();
        return new StreamChange(new AppointmentKey(new TextAttribute(id)), "1", await ImageAsync(id), before);
    }

    private async Task<AppointmentImage> ImageAsync(string id)
    {
        var item = (await tables.Dynamo.GetItemAsync(new GetItemRequest { TableName = tables.Appointments, Key = new() { ["id"] = new() { S = id } }, ConsistentRead = true })).Item;
        return new AppointmentImage(Text("notice"), Text("status"), Text("start"), Number("minutes"), Text("thanatologistId"), Number("version"));

        TextAttribute? Text(string name) => item.TryGetValue(name, out var value) ? new(value.S) : null;

        NumberAttribute Number(string name) => new(item[name].N);
    }

    private async Task TellAsync(params StreamChange[] changes) => Assert.Empty((await clinic.Services.Notices.HandleAsync(Event(changes))).BatchItemFailures!);

    private static NoticesEvent Event(params StreamChange[] changes) => new([.. changes.Select(change => new StreamRecord(change))]);

    /// <summary>Another patient waits for the thanatologist.</summary>
    private async Task WaitAsync(string? from = null)
    {
        var patient = await clinic.Agenda.PatientAsync(clinic.Own);
        await clinic.Services.WaitingList.AddAsync(Again(clinic.Own), new NewWaitingListEntry(patient.Id, clinic.Own.UserId, From: from), A.NoKey<WaitingListEntryView>());
    }

    private async Task<IReadOnlyList<Mail>> MailsAsync() =>
        await clinic.Services.Mails.ToAsync((await clinic.Services.UsersTable.FindAsync(clinic.Own.UserId!))!.Data.Email!);
}
