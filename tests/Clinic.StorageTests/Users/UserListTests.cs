using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Text;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Users;

public sealed class UserListTests(ListedClinic listed) : IClassFixture<ListedClinic>
{
    private static readonly UserQuery All = new(null, null, null, null, null);
    private readonly Caller admin = listed.Services.Admin;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(59)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(100)]
    public async Task Every_page_size_walks_through_all_groups_A_to_Z_without_gap_or_repeat(int limit)
    {
        var expected = listed.Users.OrderBy(user => user.SortName, StringComparer.Ordinal).Select(user => user.Id);

        Assert.Equal(expected, (await WalkAsync(admin, All, limit)).Select(user => user.Id));
    }

    [Fact]
    public async Task Accents_case_and_n_with_tilde_do_not_matter_for_the_order()
    {
        var names = (await WalkAsync(admin, All with { Role = Role.Patient }, 100)).Select(user => Folding.Fold(user.FirstLastName)).Distinct();

        Assert.Equal(["avila", "avila zea", "davila", "de la cruz", "nanez", "nava", "nunez", "o'farrill", "oaxaca", "pena", "perez", "zuniga"], names);
    }

    public static TheoryData<Role?, UserStatus?, bool?, bool, string?> Filters
    {
        get
        {
            var data = new TheoryData<Role?, UserStatus?, bool?, bool, string?>();
            foreach (var role in new Role?[] { null, Role.Patient, Role.Thanatologist })
            {
                foreach (var status in new UserStatus?[] { null, UserStatus.Active, UserStatus.Inactive })
                {
                    foreach (var isOpen in new bool?[] { null, true, false })
                    {
                        foreach (var (ofItzel, prefix) in new[] { (false, null), (true, null), (false, "ávi"), (true, "luz"), (false, "o'f"), (false, "solis") })
                            data.Add(role, status, isOpen, ofItzel, prefix);
                    }
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filters_combine_for_every_role(Role? role, UserStatus? status, bool? isOpen, bool ofItzel, string? prefix)
    {
        var query = new UserQuery(role, status, isOpen, ofItzel ? listed.Itzel.UserId : null, prefix);
        var matching = listed.Users.Where(user => Matches(user, query)).OrderBy(user => user.SortName, StringComparer.Ordinal).ToList();

        Assert.Equal(matching.Select(user => user.Id), (await WalkAsync(admin, query, 6)).Select(user => user.Id));
        Assert.Equal(matching.Where(user => Lists(listed.Itzel, user, query)).Select(user => user.Id), (await WalkAsync(listed.Itzel, query, 6)).Select(user => user.Id));
        Assert.Equal(matching.Where(user => Lists(listed.Colleague, user, query)).Select(user => user.Id), (await WalkAsync(listed.Colleague, query, 6)).Select(user => user.Id));
    }

    [Fact]
    public async Task A_thanatologist_gets_of_other_peoples_closed_patients_name_and_birth_date_only()
    {
        var others = (await WalkAsync(listed.Itzel, All with { Role = Role.Patient, RecordIsOpen = false }, 100))
            .Where(user => listed.Users.Single(stored => stored.Id == user.Id).Record!.ThanatologistId != listed.Itzel.UserId)
            .ToList();

        Assert.Equal(14, others.Count);
        Assert.All(others, user => Assert.Equal((null, null, new RecordSummary(false, null)), (user.Status, user.Email, user.Record)));
    }

    [Theory]
    [InlineData(UserStatus.Active)]
    [InlineData(UserStatus.Inactive)]
    public async Task A_filter_tells_a_thanatologist_no_status_that_the_list_hides(UserStatus status)
    {
        var found = await WalkAsync(listed.Itzel, All with { Status = status }, 5);

        Assert.NotEmpty(found);
        Assert.All(found, user => Assert.Equal(status, user.Status));
    }

    [Fact]
    public async Task A_position_of_somebody_who_has_gone_still_leads_on()
    {
        var first = await listed.Services.Users.ListAsync(admin, All, new Page(3, null));
        var expected = listed.Users.OrderBy(user => user.SortName, StringComparer.Ordinal).Skip(3).Take(3).Select(user => user.Id);

        Assert.Equal(expected, (await listed.Services.Users.ListAsync(admin, All, new Page(3, first.Next + "0"))).Items.Select(user => user.Id));
    }

    [Fact]
    public async Task A_prefix_that_nobody_has_finds_nobody() => Assert.Empty(await WalkAsync(admin, All with { Prefix = "xyz" }, 10));

    /// <summary>A row as it was written before apostrophes were folded: it is found at once, and folded anew with its next change.</summary>
    [Fact]
    public async Task Names_that_were_folded_otherwise_are_found_and_folded_anew_with_the_next_change()
    {
        var tables = new TableSet();
        await tables.InitializeAsync();
        var clinic = new ClinicServices(tables);
        var patient = await clinic.StoreAsync(A.Patient().Named("Luz", "O’Farrill").Build());
        var older = UserItems.Write(patient).Text("searchNames", "|o’farrill luz|luz o’farrill").Text("sortName", $"o’farrill\t\tluz\t{patient.Id}");
        await tables.Dynamo.PutItemAsync(tables.Users, older.Attributes);

        foreach (var prefix in (string[])["O’Farrill", "O'Far", "o‘farrill l", "luz o´f"])
            Assert.Single((await clinic.Users.ListAsync(clinic.Admin, All with { Prefix = prefix }, new Page(10, null))).Items);
        Assert.Empty((await clinic.Users.ListAsync(clinic.Admin, All with { Prefix = "ofarrill" }, new Page(10, null))).Items);

        await clinic.Users.ChangeAsync(clinic.Admin, patient.Id, VersionCondition.Any, false, edit => edit with { Phone = "5512345678" });
        var stored = (await tables.Dynamo.GetItemAsync(tables.Users, UserItems.Key(patient.Id).Attributes)).Item;
        Assert.Equal(patient.SortName, stored["sortName"].S);
        await tables.DisposeAsync();
    }

    private static bool Matches(User user, UserQuery query) =>
        (query.Role is null || user.Role == query.Role)
        && (query.Status is null || user.Status == query.Status)
        && (query.RecordIsOpen is null || user.Record?.IsOpen == query.RecordIsOpen)
        && (query.ThanatologistId is null || user.Record?.ThanatologistId == query.ThanatologistId)
        && (query.Prefix is null || Names(user.Data).Any(name => Folding.Fold(name).StartsWith(Folding.Fold(query.Prefix), StringComparison.Ordinal)));

    private static bool Lists(Caller thanatologist, User user, UserQuery query) =>
        thanatologist.Is(user.Id)
        || user.Record?.ThanatologistId == thanatologist.UserId
        || (query.Status is null && (!user.IsPatient || (!user.Record!.IsOpen && query.ThanatologistId is null)));

    private static string[] Names(MasterData data) =>
        [$"{data.FirstLastName} {data.SecondLastName} {data.FirstName}", data.SecondLastName ?? "", $"{data.FirstName} {data.FirstLastName} {data.SecondLastName}"];

    private async Task<List<UserSummary>> WalkAsync(Caller caller, UserQuery query, int limit)
    {
        var found = new List<UserSummary>();
        string? after = null;
        do
        {
            var slice = await listed.Services.Users.ListAsync(caller, query, new Page(limit, after));
            Assert.True(slice.Items.Count == limit || slice.Next is null);
            found.AddRange(slice.Items);
            after = slice.Next;
        }
        while (after is not null);
        return found;
    }
}
