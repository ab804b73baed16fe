using Amazon.DynamoDBv2.Model;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Messages;

public sealed class MessageServiceTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task A_message_is_stored_as_queued_and_answered_without_its_text()
    {
        var view = await SendAsync(clinic.Admin, NewAddress().ToUpperInvariant());

        Assert.Equal((MessageStatus.Queued, false, null, A.Moment), (view.Status, view.Secure, view.Body, view.CreatedAt));
        var read = await clinic.Messages.GetAsync(clinic.Admin, view.Id);
        Assert.Equal(view with { Body = "La esperamos." }, read);
        Assert.Equal(view.To, view.To.ToLowerInvariant());
    }

    [Fact]
    public async Task A_secure_message_shows_its_text_to_nobody_but_by_decrypting()
    {
        var view = await SendAsync(clinic.Admin, NewAddress(), secure: true);

        Assert.True(view.Secure);
        Assert.Null((await clinic.Messages.GetAsync(clinic.Admin, view.Id)).Body);
        Assert.Equal("La esperamos.", (await clinic.Messages.DecryptAsync(clinic.Admin, view.Id)).Body);
        var stored = Assert.Single(await tables.ItemsAsync(tables.Messages), item => item["id"].S == view.Id);
        Assert.DoesNotContain("esperamos", ItemText.Of(stored), StringComparison.Ordinal);
        Assert.DoesNotContain("body", stored.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_SMS_is_stored_with_its_number_in_one_form_and_without_a_subject(bool secure)
    {
        var number = NewNumber();
        var input = new NewMessage(number[3..], Body: "La esperamos.", StoreSecure: secure, Channel: MessageChannel.Sms);

        var view = await clinic.Messages.SendAsync(clinic.Admin, input, A.NoKey<MessageView>());

        Assert.Equal((MessageChannel.Sms, number, null), (view.Channel, view.To, view.Subject));
        Assert.Equal(view with { Body = secure ? null : "La esperamos." }, await clinic.Messages.GetAsync(clinic.Admin, view.Id));
        Assert.Equal(view, Assert.Single((await clinic.Messages.ListAsync(clinic.Admin, " " + number[1..], new Page(10, null))).Items));
        if (secure)
            Assert.Equal("La esperamos.", (await clinic.Messages.DecryptAsync(clinic.Admin, view.Id)).Body);
    }

    [Fact]
    public async Task A_clinic_without_a_sender_sends_no_SMS()
    {
        var messages = new MessageService(clinic.UsersTable, clinic.MessageStore, clinic.Composer, clinic.Seal, clinic.Audit, sendsSms: false, clinic.Contention, clinic.Time);
        var number = NewNumber();

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => messages.SendAsync(
            clinic.Admin, new NewMessage(number, Body: "La esperamos.", Channel: MessageChannel.Sms), A.NoKey<MessageView>()));

        Assert.Equal(ProblemCode.SmsOff, refusal.Code);
        Assert.Empty(await IdsAsync(clinic.Admin, number));
    }

    [Fact]
    public async Task Every_decryption_is_in_the_history_of_who_did_it()
    {
        var admin = await clinic.AdminAsync();
        var view = await SendAsync(admin, NewAddress(), secure: true);

        await clinic.Messages.DecryptAsync(admin, view.Id);
        clinic.Time.Advance(TimeSpan.FromMilliseconds(1));
        await clinic.Messages.DecryptAsync(admin, view.Id);

        var entries = (await clinic.Audit.ListAsync(admin.UserId!, new Page(2, null))).Items;
        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.Equal((AuditAction.MessageDecrypted, view.Id), (entry.Action, Assert.Single(entry.Fields))));
    }

    [Fact]
    public async Task A_plain_message_is_not_decrypted_and_an_unknown_one_not_there()
    {
        var view = await SendAsync(clinic.Admin, NewAddress());

        await Assert.ThrowsAsync<ConflictException>(() => clinic.Messages.DecryptAsync(clinic.Admin, view.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Messages.DecryptAsync(clinic.Admin, A.Id()));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Messages.GetAsync(clinic.Admin, A.Id()));
    }

    [Fact]
    public async Task A_text_that_was_changed_in_the_table_is_an_error_and_no_garbage()
    {
        var view = await SendAsync(clinic.Admin, NewAddress(), secure: true);
        await tables.Dynamo.UpdateItemAsync(new UpdateItemRequest
        {
            TableName = tables.Messages,
            Key = new() { ["id"] = new AttributeValue { S = view.Id } },
            UpdateExpression = "SET sealed = :other",
            ExpressionAttributeValues = new() { [":other"] = new AttributeValue { B = new MemoryStream(new byte[64]) } },
        });

        await Assert.ThrowsAsync<UnreadableMessageException>(() => clinic.Messages.DecryptAsync(clinic.Admin, view.Id));
    }

    [Fact]
    public async Task A_list_is_newest_first_page_by_page_and_without_texts()
    {
        var address = NewAddress();
        var sent = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            sent.Insert(0, (await SendAsync(clinic.Admin, address, secure: i % 2 == 0)).Id);
            clinic.Time.Advance(TimeSpan.FromSeconds(1));
        }
        await SendAsync(clinic.Admin, NewAddress());

        var listed = new List<MessageView>();
        string? next = null;
        do
        {
            var page = await clinic.Messages.ListAsync(clinic.Admin, address.ToUpperInvariant(), new Page(3, next));
            listed.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);

        Assert.Equal(sent, listed.Select(view => view.Id));
        Assert.All(listed, view => Assert.Null(view.Body));
    }

    [Fact]
    public async Task A_thanatologist_sees_what_they_sent_and_nothing_else()
    {
        var (own, colleague) = (await clinic.ThanatologistAsync(), await clinic.ThanatologistAsync());
        var address = NewAddress();
        var (mine, theirs) = (await SendAsync(own, address), await SendAsync(colleague, address));

        Assert.Equal([mine.Id], await IdsAsync(own, null));
        Assert.Equal([mine.Id], await IdsAsync(own, address));
        Assert.Empty(await IdsAsync(own, NewAddress()));
        Assert.Equal(mine.Id, (await clinic.Messages.GetAsync(own, mine.Id)).Id);
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Messages.GetAsync(own, theirs.Id));
        Assert.Equal(new[] { mine.Id, theirs.Id }.Order(), (await IdsAsync(clinic.Admin, address)).Order());
    }

    [Fact]
    public async Task A_patient_sees_the_messages_to_their_own_address_and_nothing_else()
    {
        var address = NewAddress();
        var user = await clinic.StoreAsync(A.Patient().WithEmail(address).Build());
        var patient = A.Caller(Role.Patient, user.Id);
        var (mine, other) = (await SendAsync(clinic.Admin, address), await SendAsync(clinic.Admin, NewAddress()));

        Assert.Equal([mine.Id], await IdsAsync(patient, null));
        Assert.Equal([mine.Id], await IdsAsync(patient, address.ToUpperInvariant()));
        Assert.Empty(await IdsAsync(patient, other.To));
        Assert.Equal("La esperamos.", (await clinic.Messages.GetAsync(patient, mine.Id)).Body);
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Messages.GetAsync(patient, other.Id));
    }

    [Fact]
    public async Task The_sender_is_told_and_the_system_is_that_of_the_products_own()
    {
        var address = NewAddress();
        var user = await clinic.StoreAsync(A.Patient().WithEmail(address).Build());
        await SendAsync(clinic.Admin, address);
        var own = await clinic.Composer.ComposeAsync(address, user.Id, "Su cita", new MessageContent("La esperamos."));
        await clinic.MessageStore.AddAsync(A.Service(), own, null);

        foreach (var reader in new[] { clinic.Admin, A.Caller(Role.Patient, user.Id) })
        {
            Assert.Equal(new[] { A.AdminId, "system" }.Order(), (await clinic.Messages.ListAsync(reader, address, new Page(10, null))).Items.Select(view => view.Sender).Order());
            Assert.Equal("system", (await clinic.Messages.GetAsync(reader, own.Id)).Sender);
        }
    }

    [Fact]
    public async Task A_message_stays_its_addressees_when_somebody_else_gets_the_address()
    {
        var (address, later) = (NewAddress(), NewAddress());
        var (first, firstPatient) = await PatientAsync(address);
        var before = await SendAsync(clinic.Admin, address);

        await AddressAsync(first, later);
        var between = await SendAsync(clinic.Admin, address);
        var (_, second) = await PatientAsync(address);
        var after = await SendAsync(clinic.Admin, address);
        var toLater = await SendAsync(clinic.Admin, later);

        Assert.Equal([toLater.Id, before.Id], await IdsAsync(firstPatient, null));
        Assert.Equal([before.Id], await IdsAsync(firstPatient, address));
        Assert.Equal("La esperamos.", (await clinic.Messages.GetAsync(firstPatient, before.Id)).Body);
        Assert.Equal([after.Id], await IdsAsync(second, null));
        Assert.Equal([after.Id], await IdsAsync(second, address));
        foreach (var (reader, foreign) in new[] { (second, before), (second, between), (firstPatient, between), (firstPatient, after) })
            await Assert.ThrowsAsync<NotFoundException>(() => clinic.Messages.GetAsync(reader, foreign.Id));
        Assert.Equal([after.Id, between.Id, before.Id], await IdsAsync(clinic.Admin, address));

        await AddressAsync(first, null);
        Assert.Equal([toLater.Id, before.Id], await IdsAsync(firstPatient, null));
    }

    [Theory]
    [InlineData(A.Password)]
    [InlineData(null)]
    public async Task What_went_to_an_address_before_there_was_an_account_is_not_its_owners(string? password)
    {
        var address = NewAddress();
        var before = await SendAsync(clinic.Admin, address);

        var view = await clinic.Users.AddAsync(clinic.Admin, A.NewPatient((await clinic.ThanatologistAsync()).UserId) with { Email = address, Password = password }, A.NoKey<UserView>());

        var patient = A.Caller(Role.Patient, view.Id);
        Assert.DoesNotContain(before.Id, await IdsAsync(patient, null));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Messages.GetAsync(patient, before.Id));
        clinic.Time.Advance(TimeSpan.FromMilliseconds(1)); // an invitation was written in this one
        var after = await SendAsync(clinic.Admin, address.ToUpperInvariant());
        Assert.Equal(after.Id, (await IdsAsync(patient, null)).First());
    }

    [Fact]
    public async Task An_invitation_is_its_addressees()
    {
        var address = NewAddress();
        var view = await clinic.Users.AddAsync(clinic.Admin, A.NewPatient((await clinic.ThanatologistAsync()).UserId) with { Email = address }, A.NoKey<UserView>());
        var patient = A.Caller(Role.Patient, view.Id);
        var invitation = Assert.Single(await IdsAsync(patient, null));

        await AddressAsync((await clinic.UserStore.FindAsync(view.Id))!, NewAddress());

        Assert.Contains(invitation, await IdsAsync(patient, null));
        var (_, next) = await PatientAsync(address);
        Assert.Empty(await IdsAsync(next, null));
    }

    [Fact]
    public async Task A_patient_without_an_address_has_no_messages()
    {
        var patient = A.Caller(Role.Patient, (await clinic.StoreAsync(A.Patient().Build())).Id);

        Assert.Empty(await IdsAsync(patient, null));
        Assert.Empty(await IdsAsync(patient, NewAddress()));
    }

    [Theory]
    [InlineData(Role.Admin)]
    [InlineData(Role.AdminSupport)]
    public async Task Who_sees_all_messages_names_an_address(Role role)
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => IdsAsync(A.Caller(role), null));

        Assert.Equal("to", Assert.Single(error.Errors).Key);
    }

    [Fact]
    public async Task A_service_sends_and_sees_all()
    {
        var service = A.Service(Scope.MessagesSend, Scope.MessagesRead);
        var view = await SendAsync(service, NewAddress());

        Assert.Equal([view.Id], await IdsAsync(service, view.To));
        await Assert.ThrowsAsync<InvalidInputException>(() => IdsAsync(service, null));
    }

    [Fact]
    public async Task The_products_own_mails_are_stored_secure_and_no_admin_reads_a_code_from_them()
    {
        var user = await clinic.Users.AddAsync(clinic.Admin, A.NewStaff() with { Password = null }, A.NoKey<UserView>());

        var mail = Assert.Single((await clinic.Messages.ListAsync(clinic.Admin, user.Email, new Page(10, null))).Items);
        var text = (await clinic.Messages.DecryptAsync(clinic.Admin, mail.Id)).Body;

        Assert.True(mail.Secure);
        Assert.Contains("••••••••", text, StringComparison.Ordinal);
        Assert.DoesNotContain(await clinic.Mails.CodeForAsync(user.Email!), text, StringComparison.Ordinal);
    }

    private async Task<(User, Caller)> PatientAsync(string address)
    {
        var user = await clinic.StoreAsync(A.Patient().WithEmail(address).Build());
        return (user, A.Caller(Role.Patient, user.Id));
    }

    private Task<UserView> AddressAsync(User user, string? address) =>
        clinic.Users.ChangeAsync(clinic.Admin, user.Id, VersionCondition.Any, false, edit => edit with { Email = address });

    private static string NewNumber() => $"+52{Random.Shared.NextInt64(2_000_000_000, 10_000_000_000)}";

    private static string NewAddress() => $"rosa.{A.Id()}@example.org";

    private async Task<MessageView> SendAsync(Caller caller, string to, bool? secure = null)
    {
        var view = await clinic.Messages.SendAsync(caller, new NewMessage(to, "Su próxima sesión", "La esperamos.", secure), A.NoKey<MessageView>());
        clinic.Time.Advance(TimeSpan.FromMilliseconds(1)); // lists are by time
        return view;
    }

    private async Task<IEnumerable<string>> IdsAsync(Caller caller, string? to) =>
        (await clinic.Messages.ListAsync(caller, to, new Page(100, null))).Items.Select(view => view.Id);
}
