using Clinic.Core.Accounts;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Messages;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Accounts;

public sealed class RegistrationServiceTests : IClassFixture<TableSet>, IDisposable
{
    private static readonly Caller Nobody = Caller.From(null, "request-1");

    private readonly ClinicServices clinic;
    private readonly TableSet tables;
    private readonly InProcessPool pool;
    private readonly LoginService logins;

    public RegistrationServiceTests(TableSet tables)
    {
        this.tables = tables;
        clinic = new ClinicServices(tables);
        pool = new InProcessPool(clinic);
        logins = new LoginService(clinic.Credentials, clinic.Guard, pool.Client, clinic.UsersTable, clinic.Decoys, new LoginChallenges(clinic.Keys), clinic.Time);
    }

    public void Dispose() => pool.Dispose();

    [Fact]
    public async Task An_unknown_email_becomes_a_patient_who_is_signed_in()
    {
        var (signIn, id) = await Allowed().AuthenticateAsync(Nobody, new Credentials(" Ma.Ñ@X.ORG".Replace('Ñ', 'n'), A.Password));

        Assert.Equal((id, "ma.n", Role.Patient), (signIn.Tokens!.User.Id, signIn.Tokens.User.FirstName, signIn.Tokens.User.Role));
        var user = (await clinic.UserStore.FindAsync(id!))!;
        Assert.Equal((UserStatus.Active, "ma.n@x.org", "", null), (user.Status, user.Data.Email, user.Data.FirstLastName, user.Record));
        var (again, none) = await Allowed().AuthenticateAsync(Nobody, new Credentials("ma.n@x.org", A.Password));
        Assert.Equal((id, null), (again.Tokens!.User.Id, none));
    }

    [Fact]
    public async Task Somebody_who_has_an_account_signs_in_with_whatever_password_it_has()
    {
        var user = await clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build(), "12345678");

        var (signIn, none) = await Allowed().AuthenticateAsync(Nobody, new Credentials(user.Data.Email, "12345678"));

        Assert.Equal((user.Id, null), (signIn.Tokens!.User.Id, none));
    }

    [Fact]
    public async Task Of_a_long_email_the_first_60_characters_are_the_name()
    {
        var (signIn, _) = await Allowed().AuthenticateAsync(Nobody, new Credentials($"{new string('a', 64)}@{A.Id()}.org", A.Password));

        Assert.Equal(new string('a', 60), signIn.Tokens!.User.FirstName);
    }

    [Fact]
    public async Task Where_it_is_not_allowed_an_unknown_email_is_a_failed_login()
    {
        var email = $"{A.Id()}@example.org";

        await Assert.ThrowsAsync<UnauthorizedException>(() => Service(isAllowed: false).AuthenticateAsync(Nobody, new Credentials(email, A.Password)));

        Assert.Null(await clinic.Credentials.FindUserIdAsync(email));
    }

    [Fact]
    public async Task Many_at_once_make_one_account()
    {
        var email = $"{A.Id()}@example.org";

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Allowed().AuthenticateAsync(Nobody, new Credentials(email, A.Password)))));

        Assert.Single(outcomes, outcome => outcome.NewId is not null);
        Assert.Single(outcomes.Select(outcome => outcome.SignIn.Tokens!.User.Id).Distinct());
        Assert.Single(await tables.ItemsAsync(tables.Users), item => item.TryGetValue("email", out var value) && value.S == email);
    }

    [Fact]
    public async Task A_wrong_password_makes_no_account_and_a_weak_one_says_what_is_wrong()
    {
        var known = await clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build(), A.Password);
        await Assert.ThrowsAsync<UnauthorizedException>(() => Allowed().AuthenticateAsync(Nobody, new Credentials(known.Data.Email, "not that one")));

        var email = $"{A.Id()}@example.org";
        foreach (var weak in new[] { "short", "password1", email })
            Assert.Equal(["password"], (await Assert.ThrowsAsync<InvalidInputException>(() => Allowed().AuthenticateAsync(Nobody, new Credentials(email, weak)))).Errors.Keys);
        Assert.Null(await clinic.Credentials.FindUserIdAsync(email));
    }

    [Fact]
    public async Task A_locked_email_is_not_registered()
    {
        var email = $"{A.Id()}@example.org";
        for (var i = 0; i < 5; i++)
            await Assert.ThrowsAsync<UnauthorizedException>(() => logins.LoginAsync(new LoginRequest(email, "wrong")));

        await Assert.ThrowsAsync<TooManyRequestsException>(() => Allowed().AuthenticateAsync(Nobody, new Credentials(email, A.Password)));
    }

    [Fact]
    public async Task Messages_to_the_address_are_theirs_from_the_code_on_that_has_proven_it()
    {
        var email = $"{A.Id()}@example.org";
        await SendAsync(email, "before");
        var patient = A.Caller(Role.Patient, (await Allowed().AuthenticateAsync(Nobody, new Credentials(email, A.Password))).NewId!);
        var unproven = await SendAsync(email, "unproven");
        Assert.Empty((await clinic.Messages.ListAsync(patient, null, new Page(10, null))).Items);

        var (code, stored) = await clinic.Codes.NewAsync(patient.UserId!, ResetCodes.ResetLife);
        await clinic.Passwords.PutCodeAsync(await clinic.Passwords.ReadCodesAsync(patient.UserId!), stored, await clinic.Composer.ComposeAsync(email, null, "Código", new("código")));
        var passwords = new PasswordService(
            logins, clinic.Credentials, clinic.Guard, clinic.UsersTable, clinic.Codes, new(Language.Spanish), clinic.Composer, clinic.Passwords, clinic.Time);
        var resetting = passwords.ResetAsync(Nobody, new PasswordReset(email, code, "un camino que se anda"));
        clinic.Time.Advance(TimeSpan.FromMilliseconds(400));
        await resetting;
        await SendAsync(email, "proven");

        Assert.Equal(["proven"], (await clinic.Messages.ListAsync(patient, null, new Page(10, null))).Items.Select(message => message.Subject));
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Messages.GetAsync(patient, unproven.Id));
    }

    [Fact]
    public async Task A_thanatologist_takes_the_patient_on_or_an_admin_gives_them_to_one_and_they_count_as_new()
    {
        var first = (await Allowed().AuthenticateAsync(Nobody, new Credentials($"{A.Id()}@example.org", A.Password))).NewId!;
        var second = (await Allowed().AuthenticateAsync(Nobody, new Credentials($"{A.Id()}@example.org", A.Password))).NewId!;
        var thanatologist = await clinic.ThanatologistAsync();
        await Assert.ThrowsAsync<NotFoundException>(() => clinic.Users.GetAsync(thanatologist, first));
        await Assert.ThrowsAsync<ConflictException>(() => clinic.Records.PutAsync(clinic.Admin, second, new RecordEdit(false), VersionCondition.Any));
        await Assert.ThrowsAsync<InvalidInputException>(() => clinic.Records.PutAsync(clinic.Admin, second, new RecordEdit(true), VersionCondition.Any));

        var taken = await clinic.Records.PutAsync(thanatologist, first, new RecordEdit(true), VersionCondition.Any);
        var given = await clinic.Records.PutAsync(clinic.Admin, second, new RecordEdit(true, thanatologist.UserId), VersionCondition.Any);

        Assert.Equal((true, thanatologist.UserId, 0), (taken.IsOpen, taken.ThanatologistId, taken.SessionCount));
        Assert.Equal(thanatologist.UserId, given.ThanatologistId);
        Assert.Equal(2, taken.Version);
        var listed = await clinic.Users.ListAsync(thanatologist, new UserQuery(Role.Patient, null, true, null, null), new Page(10, null));
        Assert.Equal(2, listed.Items.Count);
        Assert.Empty((await clinic.Repair.RunAsync(false, _ => { })).Differences);
    }

    private Task<MessageView> SendAsync(string to, string subject)
    {
        clinic.Time.Advance(TimeSpan.FromSeconds(1));
        return clinic.Messages.SendAsync(clinic.Admin, new NewMessage(to, subject, "El jueves."), A.NoKey<MessageView>());
    }

    private RegistrationService Allowed() => Service(isAllowed: true);

    private RegistrationService Service(bool isAllowed) => new(logins, clinic.Registrations, isAllowed, clinic.Time);
}
