using Clinic.Core.Accounts;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Users;

public sealed class UserCreationTests(TableSet tables) : IClassFixture<TableSet>
{
    private readonly ClinicServices clinic = new(tables);

    [Fact]
    public async Task An_admin_creates_staff_who_can_sign_in()
    {
        var input = A.NewStaff() with { Email = $"{A.Id()}@EXAMPLE.org", Specialty = "Reiki" };

        var view = await AddAsync(clinic.Admin, input);

        Assert.Equal((1, UserStatus.Active, A.Moment, input.Email!.ToLowerInvariant()), (view.Version, view.Status, view.CreatedAt, view.Email));
        Assert.Equivalent(view, await clinic.Users.GetAsync(clinic.Admin, view.Id), strict: true);
        var credential = await clinic.Credentials.ReadAsync((await clinic.Credentials.FindUserIdAsync(view.Email!))!);
        Assert.True(PasswordDigest.Verify(PasswordDigest.Of(A.Password, credential.Salt!), credential.Hash));
        Assert.Empty(await clinic.Mails.ToAsync(view.Email!));
    }

    [Fact]
    public async Task Without_a_password_an_account_is_invited_with_a_code_that_works_once()
    {
        var view = await AddAsync(clinic.Admin, A.NewStaff() with { Password = null });

        Assert.Single(await clinic.Mails.ToAsync(view.Email!));
        Assert.Equal(await clinic.Codes.MacAsync(view.Id, await clinic.Mails.CodeForAsync(view.Email!)), (await clinic.Passwords.ReadCodesAsync(view.Id)).Invitation!.Mac);
        Assert.Null((await clinic.Credentials.ReadAsync(view.Id)).Hash);
    }

    [Fact]
    public async Task A_thanatologists_new_patients_are_their_own()
    {
        var thanatologist = await clinic.ThanatologistAsync();

        var view = await AddAsync(thanatologist, A.NewPatient() with { Record = new NewRecord(null, "texto") });
        var byId = await AddAsync(thanatologist, A.NewPatient(thanatologist.UserId!.ToUpperInvariant()));

        Assert.Equal((true, thanatologist.UserId, "Itzel Muñoz", "texto", 0), (view.Record!.IsOpen, view.Record.ThanatologistId, view.Record.ThanatologistName, view.Record.Ekr, view.Record.SessionCount));
        Assert.Equal(thanatologist.UserId, byId.Record!.ThanatologistId);
        await AssertRefusedAsync("record.thanatologistId", thanatologist, A.NewPatient(A.Id()));
    }

    [Fact]
    public async Task An_admin_names_an_active_thanatologist()
    {
        var thanatologist = await clinic.ThanatologistAsync();
        var inactive = await clinic.ThanatologistAsync();
        await clinic.Users.DeactivateAsync(clinic.Admin, inactive.UserId!, VersionCondition.Any);
        var support = await clinic.StoreAsync(A.Staff(Role.AdminSupport).WithEmail($"{A.Id()}@example.org").Build());

        Assert.Equal(thanatologist.UserId, (await AddAsync(clinic.Admin, A.NewPatient(thanatologist.UserId))).Record!.ThanatologistId);
        foreach (var wrong in new[] { null, A.Id(), inactive.UserId, support.Id })
            await AssertRefusedAsync("record.thanatologistId", clinic.Admin, A.NewPatient(wrong));
    }

    [Theory]
    [InlineData(Role.Admin)]
    [InlineData(Role.AdminSupport)]
    [InlineData(Role.Thanatologist)]
    public async Task Only_an_admin_creates_staff(Role role)
    {
        var before = await tables.ContentsAsync();

        await Assert.ThrowsAsync<ForbiddenException>(() => AddAsync(A.Caller(Role.Thanatologist), A.NewStaff(role)));
        await Assert.ThrowsAsync<ForbiddenException>(() => AddAsync(A.Service(Scope.UsersWrite), A.NewStaff(role)));

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task Of_ten_at_once_with_one_email_in_any_letter_case_exactly_one_is_created()
    {
        var email = $"{A.Id()}@example.org";
        var attempts = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => TryAsync(A.NewStaff() with
        {
            Password = null,
            Email = i % 2 == 0 ? email : email.ToUpperInvariant(),
        })));

        Assert.Single(attempts, attempt => attempt is null);
        Assert.All(attempts.OfType<Exception>(), error => Assert.IsType<ConflictException>(error));
        Assert.Single(await tables.ItemsAsync(tables.Users), user => user.TryGetValue("email", out var stored) && stored.S == email);
        Assert.Single(await clinic.Mails.ToAsync(email));
    }

    [Fact]
    public async Task A_refused_creation_writes_nothing()
    {
        var taken = await AddAsync(clinic.Admin, A.NewStaff() with { Password = null });
        var before = await tables.ContentsAsync();

        await Assert.ThrowsAsync<ConflictException>(() => AddAsync(clinic.Admin, A.NewStaff() with { Email = taken.Email }));
        await AssertRefusedAsync("record.thanatologistId", clinic.Admin, A.NewPatient(A.Id()) with { Email = $"{A.Id()}@example.org" });

        Assert.Equal(before, await tables.ContentsAsync());
    }

    [Fact]
    public async Task A_creation_is_in_the_history()
    {
        var view = await AddAsync(clinic.Admin, A.NewStaff() with { Password = null });

        var entry = Assert.Single((await clinic.Users.ListAuditAsync(clinic.Admin, view.Id, new Page(10, null))).Items);
        Assert.Equal((AuditAction.UserCreated, clinic.Admin.UserId, "admin", A.Moment), (entry.Action, entry.ById, entry.ByRole, entry.At));
    }

    private Task<UserView> AddAsync(Caller caller, NewUser user) => clinic.Users.AddAsync(caller, user, A.NoKey<UserView>());

    private Task<Exception?> TryAsync(NewUser user) => Record.ExceptionAsync(() => AddAsync(A.Caller(Role.Admin), user));

    private async Task AssertRefusedAsync(string field, Caller caller, NewUser user) =>
        Assert.Equal(field, Assert.Single((await Assert.ThrowsAsync<InvalidInputException>(() => AddAsync(caller, user))).Errors).Key);
}
