using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Users;

public sealed class UserChangeTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task A_change_is_the_next_version_and_in_the_history_by_field()
    {
        var patient = await clinic.StoreAsync(A.Patient().Build());
        clinic.Time.Advance(TimeSpan.FromHours(1));

        var view = await ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Phone = "5512345678", FirstName = "Luz" }, "\"1\"");

        Assert.Equal((2, "Luz", "5512345678", A.Moment.AddHours(1), A.Moment), (view.Version, view.FirstName, view.Phone, view.UpdatedAt, view.CreatedAt));
        Assert.Equivalent(view, await clinic.Users.GetAsync(clinic.Admin, patient.Id), strict: true);
        Assert.Equal(["firstName", "phone"], (await LastEntryAsync(patient)).Fields);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_keeps_the_version_and_writes_nothing()
    {
        var patient = await clinic.StoreAsync(A.Patient().Build());
        var before = await tables.ContentsAsync();

        var view = await ChangeAsync(clinic.Admin, patient.Id, edit => edit with { FirstName = " Rosa ", Role = Role.Patient, Id = patient.Id });

        Assert.Equal(1, view.Version);
        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task A_refused_change_writes_nothing()
    {
        var patient = await clinic.StoreAsync(A.Patient().Build());
        var taken = await clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build());
        var before = await tables.ContentsAsync();

        await Assert.ThrowsAsync<StaleVersionException>(() => ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Phone = "5512345678" }, "\"7\""));
        await Assert.ThrowsAsync<InvalidInputException>(() => ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Phone = "1" }));
        await Assert.ThrowsAsync<InvalidInputException>(() => ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Role = Role.Admin }));
        await Assert.ThrowsAsync<InvalidInputException>(() => ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Id = A.Id() }));
        await Assert.ThrowsAsync<InvalidInputException>(() => ChangeAsync(clinic.Admin, patient.Id, edit => edit with { FirstName = null }));
        await Assert.ThrowsAsync<ConflictException>(() => ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Email = taken.Data.Email!.ToUpperInvariant() }));
        await Assert.ThrowsAsync<NotFoundException>(() => ChangeAsync(clinic.Admin, A.Id(), edit => edit));
        await Assert.ThrowsAsync<NotFoundException>(() => ChangeAsync(A.Caller(Role.Thanatologist), patient.Id, edit => edit));

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task The_default_reminders_are_shown_and_not_stored()
    {
        var patient = await clinic.StoreAsync(A.Patient().Build());
        Assert.Equal(new Reminders(true, false), patient.Reminders);
        var before = await tables.ContentsAsync();

        await ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Reminders = new Reminders(Sms: false) });
        Assert.Equal(before, await tables.ContentsAsync());

        clinic.Time.Advance(TimeSpan.FromHours(1));
        var view = await ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Reminders = new Reminders(Sms: true) });
        Assert.Equal(new Reminders(true, true), view.Reminders);
        Assert.Equal(new Reminders(true, true), (await clinic.UserStore.FindAsync(patient.Id))!.Reminders);
        Assert.Equal(["reminders"], (await LastEntryAsync(patient)).Fields);

        await ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Reminders = null });
        Assert.Null((await clinic.UserStore.FindAsync(patient.Id))!.Data.Reminders);
    }

    [Fact]
    public async Task Concurrent_changes_of_different_fields_are_all_applied()
    {
        var patient = await clinic.StoreAsync(A.Patient().Build());
        Func<UserEdit, UserEdit>[] edits =
        [
            edit => edit with { Phone = "5512345678" }, edit => edit with { Cellphone = "5587654321" }, edit => edit with { Religion = "Ninguna" },
            edit => edit with { Occupation = "Maestra" }, edit => edit with { BirthPlace = "Oaxaca" }, edit => edit with { Title = "Sra." },
            edit => edit with { Gender = "mujer" }, edit => edit with { MaritalStatus = "Viuda" },
        ];

        await Task.WhenAll(edits.Select(edit => ChangeAsync(A.Caller(Role.Admin), patient.Id, edit)));

        var data = (await clinic.UserStore.FindAsync(patient.Id))!;
        Assert.Equal(9, data.Version);
        Assert.Equal(
            ("5512345678", "5587654321", "Ninguna", "Maestra", "Oaxaca", "Sra.", "Mujer", "Viuda"),
            (data.Data.Phone, data.Data.Cellphone, data.Data.Religion, data.Data.Occupation, data.Data.BirthPlace, data.Data.Title, data.Data.Gender, data.Data.MaritalStatus));
    }

    [Fact]
    public async Task Of_concurrent_changes_of_one_version_one_wins_and_the_others_are_stale()
    {
        var patient = await clinic.StoreAsync(A.Patient().Build());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            Record.ExceptionAsync(() => ChangeAsync(A.Caller(Role.Admin), patient.Id, edit => edit with { Phone = $"551234567{i}" }, "\"1\""))));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(outcomes.OfType<Exception>(), error => Assert.IsType<StaleVersionException>(error));
    }

    [Fact]
    public async Task A_new_email_is_claimed_and_the_old_one_is_free_again()
    {
        var (old, current) = ($"{A.Id()}@example.org", $"{A.Id()}@example.org");
        var user = await clinic.StoreAsync(A.Staff().WithEmail(old).Build());

        await ChangeAsync(clinic.Admin, user.Id, edit => edit with { Email = current });

        Assert.Null(await clinic.Credentials.FindUserIdAsync(old));
        Assert.Equal(user.Id, await clinic.Credentials.FindUserIdAsync(current));
        await clinic.StoreAsync(A.Staff().WithEmail(old).Build());
        await Assert.ThrowsAsync<ConflictException>(() => clinic.StoreAsync(A.Staff().WithEmail(current).Build()));
    }

    [Fact]
    public async Task Removing_a_patients_email_removes_their_login()
    {
        var email = $"{A.Id()}@example.org";
        var patient = await clinic.StoreAsync(A.Patient().WithEmail(email).Build());

        var view = await ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Email = null });

        Assert.Null(view.Email);
        Assert.Null(await clinic.Credentials.FindUserIdAsync(email));
        Assert.False((await clinic.Credentials.ReadAsync(patient.Id)).Exists);
    }

    [Fact]
    public async Task Failures_counted_while_there_was_no_login_do_not_stand_in_the_way_of_one()
    {
        var patient = await clinic.StoreAsync(A.Patient().Build());
        Assert.False(await clinic.Guard.VerifyAsync(await clinic.Credentials.ReadAsync(patient.Id), new string('0', 64)));

        await ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Email = $"{A.Id()}@example.org" });

        Assert.Equal((true, 0), ((await clinic.Credentials.ReadAsync(patient.Id)).Exists, (await clinic.Credentials.ReadAsync(patient.Id)).Failures));
    }

    [Fact]
    public async Task A_code_that_went_to_the_old_address_ends_with_it()
    {
        var patient = await clinic.StoreAsync(A.Patient().WithEmail($"{A.Id()}@example.org").Build());
        var (_, stored) = await clinic.Codes.NewAsync(patient.Id, ResetCodes.ResetLife);
        var mail = await clinic.Composer.ComposeAsync(patient.Data.Email!, patient.Id, "Su nueva contraseña", new MessageContent("texto"));
        Assert.True(await clinic.Passwords.PutCodeAsync(await clinic.Passwords.ReadCodesAsync(patient.Id), stored, mail));

        await ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Email = $"{A.Id()}@example.org" });

        Assert.Null((await clinic.Passwords.ReadCodesAsync(patient.Id)).Reset);
    }

    [Fact]
    public async Task A_service_with_the_scope_self_sees_nobody()
    {
        var patient = await clinic.StoreAsync(A.Patient().Build());

        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Users.GetAsync(A.Service(Scope.Self), patient.Id));
        await Assert.ThrowsAsync<NotFoundException>(() => ChangeAsync(A.Service(Scope.Self), patient.Id, edit => edit with { Phone = "5512345678" }));
    }

    [Fact]
    public async Task Adding_an_email_invites()
    {
        var email = $"{A.Id()}@example.org";
        var patient = await clinic.StoreAsync(A.Patient().Build());

        await ChangeAsync(clinic.Admin, patient.Id, edit => edit with { Email = email });

        Assert.Single(await clinic.Mails.ToAsync(email));
        Assert.True((await clinic.Credentials.ReadAsync(patient.Id)).Exists);
    }

    [Fact]
    public async Task Staff_cannot_be_without_an_email()
    {
        var user = await clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build());

        await Assert.ThrowsAsync<InvalidInputException>(() => ChangeAsync(clinic.Admin, user.Id, edit => edit with { Email = null }));
    }

    [Fact]
    public async Task Everybody_changes_their_own_data_but_neither_status_nor_email()
    {
        var user = await clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build());
        var self = A.Caller(Role.Thanatologist, user.Id);

        Assert.Equal("5512345678", (await ChangeAsync(self, user.Id, edit => edit with { Phone = "5512345678" }, own: true)).Phone);
        await Assert.ThrowsAsync<ForbiddenException>(() => ChangeAsync(self, user.Id, edit => edit with { Status = UserStatus.Inactive }, own: true));
        await Assert.ThrowsAsync<ForbiddenException>(() => ChangeAsync(self, user.Id, edit => edit with { Email = $"{A.Id()}@example.org" }, own: true));
        await Assert.ThrowsAsync<ForbiddenException>(() => ChangeAsync(self, user.Id, edit => edit with { Phone = null }, own: false));
    }

    [Fact]
    public async Task A_thanatologist_changes_their_own_patients_but_not_their_status()
    {
        var thanatologist = await clinic.ThanatologistAsync();
        var patient = await clinic.StoreAsync(A.Patient().Of(thanatologist.UserId!).Build());

        Assert.Equal(2, (await ChangeAsync(thanatologist, patient.Id, edit => edit with { Phone = "5512345678" })).Version);
        await Assert.ThrowsAsync<ForbiddenException>(() => ChangeAsync(thanatologist, patient.Id, edit => edit with { Status = UserStatus.Inactive }));
        await Assert.ThrowsAsync<ForbiddenException>(() => clinic.Users.DeactivateAsync(thanatologist, patient.Id, VersionCondition.Any));
    }

    [Fact]
    public async Task Deactivating_stops_the_login_and_keeps_the_record()
    {
        var patient = await clinic.StoreAsync(A.Patient().WithEmail($"{A.Id()}@example.org").WithEkr("texto").Build());

        await clinic.Users.DeactivateAsync(clinic.Admin, patient.Id, EntityTag.ReadIfMatch("\"1\""));
        await clinic.Users.DeactivateAsync(clinic.Admin, patient.Id, VersionCondition.Any);

        var (stored, credential) = ((await clinic.UserStore.FindAsync(patient.Id))!, await clinic.Credentials.ReadAsync(patient.Id));
        Assert.Equal((UserStatus.Inactive, 2, "texto", true), (stored.Status, stored.Version, stored.Record!.Ekr, stored.Record.IsOpen));
        Assert.Equal((false, 1, 0), (credential.Active, credential.Generation, credential.Proofs));
        Assert.Equal(AuditAction.UserDeactivated, (await LastEntryAsync(patient)).Action);
    }

    [Fact]
    public async Task Nobody_deactivates_themselves_and_a_stale_version_deactivates_nobody()
    {
        var admin = A.Caller(Role.Admin, (await clinic.StoreAsync(A.Staff(Role.Admin).WithEmail($"{A.Id()}@example.org").Build())).Id);
        var before = await tables.ContentsAsync();

        await Assert.ThrowsAsync<ConflictException>(() => clinic.Users.DeactivateAsync(admin, admin.UserId!, VersionCondition.Any));
        await Assert.ThrowsAsync<StaleVersionException>(() => clinic.Users.DeactivateAsync(clinic.Admin, admin.UserId!, EntityTag.ReadIfMatch("\"9\"")));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Users.DeactivateAsync(clinic.Admin, A.Id(), VersionCondition.Any));

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task An_email_and_a_status_change_together()
    {
        var (user, email) = (await clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build()), $"{A.Id()}@example.org");

        await ChangeAsync(clinic.Admin, user.Id, edit => edit with { Email = email, Status = UserStatus.Inactive });

        Assert.Equal(user.Id, await clinic.Credentials.FindUserIdAsync(email));
        Assert.False((await clinic.Credentials.ReadAsync(user.Id)).Active);
    }

    [Fact]
    public async Task Of_two_admins_who_deactivate_each_other_at_once_one_remains()
    {
        for (var round = 0; round < 10; round++)
        {
            var (one, other) = (await clinic.AdminAsync(), await clinic.AdminAsync());

            var outcomes = await Task.WhenAll(
                Record.ExceptionAsync(() => clinic.Users.DeactivateAsync(one, other.UserId!, VersionCondition.Any)),
                Record.ExceptionAsync(() => ChangeAsync(other, one.UserId!, edit => edit with { Status = UserStatus.Inactive })));

            Assert.IsType<ForbiddenException>(Assert.Single(outcomes, outcome => outcome is not null));
            User[] admins = [(await clinic.UserStore.FindAsync(one.UserId!))!, (await clinic.UserStore.FindAsync(other.UserId!))!];
            Assert.Single(admins, admin => admin.Status is UserStatus.Active);
        }
    }

    /// <summary>Whatever it is: the token of somebody who is deactivated goes on for minutes.</summary>
    [Fact]
    public async Task Who_was_deactivated_changes_nothing()
    {
        var (admin, thanatologist) = (await clinic.AdminAsync(), await clinic.ThanatologistAsync());
        var (patient, own, colleague) = (await clinic.StoreAsync(A.Patient().Build()), await clinic.StoreAsync(A.Patient().Of(thanatologist.UserId!).Build()), await clinic.ThanatologistAsync());
        await clinic.Users.DeactivateAsync(clinic.Admin, admin.UserId!, VersionCondition.Any);
        await clinic.Users.DeactivateAsync(clinic.Admin, thanatologist.UserId!, VersionCondition.Any);
        var key = A.Service(Scope.Admin, Scope.UsersRead, Scope.UsersWrite) with { MakerId = admin.UserId };
        Func<Task>[] writes =
        [
            () => clinic.Users.DeactivateAsync(admin, colleague.UserId!, VersionCondition.Any),
            () => ChangeAsync(admin, colleague.UserId!, edit => edit with { Status = UserStatus.Inactive }),
            () => ChangeAsync(admin, patient.Id, edit => edit with { Phone = "5512345678" }),
            () => ChangeAsync(admin, admin.UserId!, edit => edit with { Phone = "5512345678" }, own: true),
            () => clinic.Users.AddAsync(admin, A.NewStaff(Role.Admin), A.NoKey<UserView>()),
            () => clinic.Users.AddAsync(admin, A.NewPatient(colleague.UserId), A.NoKey<UserView>()),
            () => clinic.Records.PutAsync(admin, patient.Id, new RecordEdit(true, colleague.UserId), VersionCondition.Any),
            () => clinic.Users.AddAsync(key, A.NewStaff(Role.Admin), A.NoKey<UserView>()),
            () => clinic.Users.DeactivateAsync(key, colleague.UserId!, VersionCondition.Any),
            () => clinic.Users.AddAsync(thanatologist, A.NewPatient(), A.NoKey<UserView>()),
            () => ChangeAsync(thanatologist, own.Id, edit => edit with { Phone = "5512345678" }),
            () => clinic.Records.PutAsync(thanatologist, own.Id, new RecordEdit(false), VersionCondition.Any),
            () => clinic.Sessions.AddAsync(thanatologist, A.NewSession(own.Id), A.NoKey<SessionView>()),
            () => clinic.Messages.SendAsync(admin, new NewMessage("rosa@example.org", "Hola", "Texto"), A.NoKey<MessageView>()),
        ];
        var before = await tables.ContentsAsync();

        foreach (var write in writes)
            await Assert.ThrowsAsync<ForbiddenException>(write);

        Assert.Equal(before, await tables.ContentsAsync());
    }

    /// <summary>A key is its maker's hand; what acts for nobody may deactivate every admin but the last.</summary>
    [Fact]
    public async Task No_key_and_no_client_deactivates_the_last_admin()
    {
        var own = new TableSet(); // the witnesses are looked for among all admins
        await own.InitializeAsync();
        var services = new ClinicServices(own);
        var (one, other) = (await services.AdminAsync(), await services.AdminAsync());
        var client = A.Service(Scope.Admin, Scope.UsersRead, Scope.UsersWrite);

        await Assert.ThrowsAsync<ConflictException>(() => services.Users.DeactivateAsync(client with { MakerId = one.UserId }, one.UserId!, VersionCondition.Any));
        var outcomes = await Task.WhenAll(((string[])[one.UserId!, other.UserId!]).Select(id => Record.ExceptionAsync(() => services.Users.DeactivateAsync(client, id, VersionCondition.Any))));

        await own.DisposeAsync();
        Assert.IsType<ConflictException>(Assert.Single(outcomes, outcome => outcome is not null));
    }

    /// <summary>An account's own concurrent writes have it in common as a condition.</summary>
    [Fact]
    public async Task Many_writes_of_one_admin_at_once_all_succeed()
    {
        var (admin, thanatologist) = (await clinic.AdminAsync(), await clinic.ThanatologistAsync());

        var made = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => clinic.Users.AddAsync(admin, A.NewPatient(thanatologist.UserId), A.NoKey<UserView>())));

        Assert.Equal(30, made.DistinctBy(patient => patient.Id).Count());
    }

    [Fact]
    public async Task Whoever_acts_is_no_thanatologist_unless_they_are_one()
    {
        var patient = await clinic.StoreAsync(A.Patient().Build());

        var created = await Assert.ThrowsAsync<InvalidInputException>(() => clinic.Users.AddAsync(clinic.Admin, A.NewPatient(A.AdminId), A.NoKey<UserView>()));
        var reassigned = await Assert.ThrowsAsync<InvalidInputException>(
            () => clinic.Records.PutAsync(clinic.Admin, patient.Id, new RecordEdit(true, A.AdminId), VersionCondition.Any));

        Assert.Equal(["record.thanatologistId", "thanatologistId"], created.Errors.Keys.Concat(reassigned.Errors.Keys));
    }

    private Task<UserView> ChangeAsync(Caller caller, string id, Func<UserEdit, UserEdit> edit, string? ifMatch = null, bool own = false) =>
        clinic.Users.ChangeAsync(caller, id, EntityTag.ReadIfMatch(ifMatch), own, edit);

    private async Task<AuditEntry> LastEntryAsync(User user) => (await clinic.Audit.ListAsync(user.Id, new Page(1, null))).Items[0];
}
