using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Clinic.Core.Accounts;
using Clinic.Core.ApiKeys;
using Clinic.Core.Auditing;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.StorageTests.Accounts;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.ApiKeys;

/// <summary>API keys from making to deleting, with the pool and the triggers in this process.</summary>
public sealed class ApiKeyServiceTests : IClassFixture<TableSet>, IDisposable
{
    private readonly TableSet tables;
    private readonly ClinicServices clinic;
    private readonly InProcessPool pool;
    private readonly ApiKeyService keys;

    public ApiKeyServiceTests(TableSet tables)
    {
        this.tables = tables;
        clinic = new ClinicServices(tables);
        pool = new InProcessPool(clinic);
        keys = new ApiKeyService(clinic.ApiKeyStore, clinic.ApiKeys, pool.Client, clinic.Contention, clinic.Time);
    }

    [Fact]
    public async Task A_key_is_exchanged_for_a_token_with_exactly_its_scopes_and_no_user()
    {
        var created = await CreateAsync(Scope.MessagesSend, Scope.MessagesRead);

        var token = await keys.ExchangeAsync(created.Key);

        var claims = Claims(token);
        Assert.Equal($"{Scope.MessagesRead} {Scope.MessagesSend}", token.Scope);
        Assert.Equal(token.Scope, string.Join(' ', claims["scope"]!.GetValue<string>().Split(' ').Order(StringComparer.Ordinal)));
        Assert.Equal(created.Id, claims["keyId"]!.GetValue<string>());
        Assert.Null(claims["userId"]);
        Assert.Null(claims["role"]);
        Assert.Equal(900, token.ExpiresIn);
    }

    [Fact]
    public async Task Failures_are_counted_by_id_whether_it_is_known_or_not_and_never_keep_the_right_key_out()
    {
        var created = await CreateAsync(Scope.MessagesSend);
        var wrong = created.Key[..^1] + (created.Key[^1] == 'A' ? 'B' : 'A');
        var unknown = ApiKeySecret.New(clinic.Time).ToString();
        foreach (var key in (string[])[wrong, unknown])
        {
            var told = new List<int>();
            for (var attempts = 0; attempts < 10; attempts++)
                await Assert.ThrowsAsync<UnauthorizedException>(() => keys.ExchangeAsync(key, left => told.Add(left.Count)));

            Assert.Equal(Enumerable.Range(0, 10).Reverse(), told);
            await Assert.ThrowsAsync<TooManyRequestsException>(() => keys.ExchangeAsync(key));
        }

        Assert.Equal(Scope.MessagesSend, (await keys.ExchangeAsync(created.Key)).Scope);
    }

    [Fact]
    public async Task Of_a_key_only_a_digest_is_stored()
    {
        var created = await CreateAsync(Scope.MessagesSend);

        var stored = string.Join('\n', await tables.ContentsAsync());

        Assert.DoesNotContain(created.Key[^43..], stored, StringComparison.Ordinal);
        Assert.Contains(ApiKeySecret.Parse(created.Key)!.Hash, stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_deleted_or_ended_key_is_refused_alike()
    {
        var created = await CreateAsync(Scope.MessagesSend);
        var ended = await CreateAsync(clinic.Time.GetUtcNow().AddHours(1), Scope.MessagesSend);
        var deleted = await CreateAsync(Scope.MessagesSend);
        await keys.ExchangeAsync(deleted.Key);
        await keys.DeleteAsync(clinic.Admin, deleted.Id);
        clinic.Time.Advance(TimeSpan.FromHours(1));

        foreach (var key in new[] { "", "garbage", created.Key[..^1] + (created.Key[^1] == 'A' ? 'B' : 'A'), ended.Key, deleted.Key })
            await Assert.ThrowsAsync<UnauthorizedException>(() => keys.ExchangeAsync(key));
        await keys.ExchangeAsync(created.Key);
    }

    [Fact]
    public async Task What_is_stored_signs_nobody_in_at_the_pool()
    {
        var secret = ApiKeySecret.Parse((await CreateAsync(Scope.MessagesSend)).Key)!;

        Assert.Null(await pool.Client.SignInAsync(PoolUserName.OfKey(secret.Id), secret.Hash));
        Assert.Null(await pool.Client.SignInAsync(PoolUserName.OfKey(A.Id()), secret.Secret));
    }

    [Fact]
    public async Task A_deleted_key_is_not_signed_up_and_gets_no_token_from_the_pool()
    {
        var secret = ApiKeySecret.Parse((await CreateAsync(Scope.MessagesSend)).Key)!;
        await keys.ExchangeAsync(secret.ToString());
        await keys.DeleteAsync(clinic.Admin, secret.Id);

        Assert.Null(await pool.Client.SignInAsync(PoolUserName.OfKey(secret.Id), secret.Secret));
    }

    [Fact]
    public async Task The_second_exchange_signs_nobody_up()
    {
        var created = await CreateAsync(Scope.MessagesSend);
        await keys.ExchangeAsync(created.Key);
        pool.Calls.Clear();

        await keys.ExchangeAsync(created.Key);

        Assert.Equal(["InitiateAuth", "RespondToAuthChallenge"], pool.Calls);
    }

    [Fact]
    public async Task A_pool_that_lost_its_users_signs_a_key_up_again()
    {
        var created = await CreateAsync(Scope.MessagesSend);
        await keys.ExchangeAsync(created.Key);
        pool.LoseUsers();

        Assert.Equal(Scope.MessagesSend, (await keys.ExchangeAsync(created.Key)).Scope);
    }

    [Fact]
    public async Task Scopes_that_the_creator_has_not_are_refused()
    {
        var caller = A.Service(Scope.Admin, Scope.MessagesSend);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => keys.AddAsync(caller, new NewApiKey("x", [Scope.UsersRead]), A.NoKey<CreatedApiKey>()));

        Assert.Equal("scopes", Assert.Single(error.Errors).Key);
    }

    [Fact]
    public async Task The_last_use_is_noted_at_most_once_a_minute()
    {
        var created = await CreateAsync(Scope.MessagesSend);
        var first = clinic.Time.GetUtcNow();

        await keys.ExchangeAsync(created.Key);
        clinic.Time.Advance(TimeSpan.FromSeconds(59));
        await keys.ExchangeAsync(created.Key);
        Assert.Equal(first, (await clinic.ApiKeys.FindAsync(created.Id))!.LastUsedAt);

        clinic.Time.Advance(TimeSpan.FromSeconds(1));
        await keys.ExchangeAsync(created.Key);
        Assert.Equal(first.AddMinutes(1), (await clinic.ApiKeys.FindAsync(created.Id))!.LastUsedAt);
    }

    [Fact]
    public async Task The_list_is_newest_first_in_pages_and_without_hashes()
    {
        var made = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            clinic.Time.Advance(TimeSpan.FromSeconds(1));
            made.Insert(0, (await CreateAsync(Scope.MessagesSend)).Id);
        }

        var first = await keys.ListAsync(new Page(2, null));
        var second = await keys.ListAsync(new Page(2, first.Next));

        Assert.Equal(made, first.Items.Concat(second.Items).Select(key => key.Id).Take(3));
        Assert.All(first.Items, key => Assert.Equal("Recordatorios", key.Name));
    }

    [Fact]
    public async Task Making_and_deleting_are_in_the_history_of_who_did_it()
    {
        var admin = await clinic.AdminAsync();
        var created = await keys.AddAsync(admin, new NewApiKey("x", [Scope.MessagesSend]), A.NoKey<CreatedApiKey>());
        clinic.Time.Advance(TimeSpan.FromSeconds(1));
        await keys.DeleteAsync(admin, created.Id);
        await Assert.ThrowsAsync<NotFoundException>(() => keys.DeleteAsync(admin, created.Id));

        var entries = (await clinic.Audit.ListAsync(admin.UserId!, new Page(2, null))).Items;
        Assert.Equal([AuditAction.ApiKeyDeleted, AuditAction.ApiKeyCreated], entries.Select(entry => entry.Action));
        Assert.All(entries, entry => Assert.Equal([created.Id], entry.Fields));
    }

    [Fact]
    public async Task A_key_ends_with_its_makers_account()
    {
        var maker = await clinic.AdminAsync();
        var key = await CreateAsync(maker, null, Scope.MessagesSend);
        await keys.ExchangeAsync(key.Key);

        await clinic.Users.DeactivateAsync(clinic.Admin, maker.UserId!, VersionCondition.Any);

        await Assert.ThrowsAsync<UnauthorizedException>(() => keys.ExchangeAsync(key.Key));
        var secret = ApiKeySecret.Parse(key.Key)!;
        Assert.Null(await pool.Client.SignInAsync(PoolUserName.OfKey(secret.Id), secret.Secret)); // nor at the pool itself
    }

    /// <summary>Nothing takes a role away but somebody at the table, or the rule that admins need a second factor.</summary>
    [Fact]
    public async Task A_key_may_do_nothing_that_its_maker_may_not_do_any_more()
    {
        var maker = await clinic.AdminAsync();
        var (admins, reports) = (await CreateAsync(maker, null, Scope.Admin), await CreateAsync(maker, null, Scope.ReportsRead));
        var strict = new DynamoApiKeyReader(tables.Dynamo, tables.Credentials, requiresAdminMfa: true, clinic.Time);
        Assert.Null(await strict.FindValidAsync(reports.Id));

        await tables.Dynamo.UpdateItemAsync(new()
        {
            TableName = tables.Credentials,
            Key = new() { ["pk"] = new("user#" + maker.UserId) },
            UpdateExpression = "SET #role = :support",
            ExpressionAttributeNames = new() { ["#role"] = "role" },
            ExpressionAttributeValues = new() { [":support"] = new("admin_support") },
        });

        await Assert.ThrowsAsync<UnauthorizedException>(() => keys.ExchangeAsync(admins.Key));
        await keys.ExchangeAsync(reports.Key);
    }

    [Fact]
    public async Task A_key_that_a_key_made_ends_with_it_and_with_the_first_ones_maker()
    {
        var maker = await clinic.AdminAsync();
        var first = await CreateAsync(maker, null, Scope.Admin, Scope.MessagesSend);
        var second = await CreateAsync(await CallerAsync(first), null, Scope.Admin, Scope.MessagesSend);
        var third = await CreateAsync(await CallerAsync(second), null, Scope.MessagesSend);
        var other = await CreateAsync(await CallerAsync(await CreateAsync(maker, null, Scope.Admin)), null, Scope.Admin);
        Assert.Equal(maker.UserId, (await CallerAsync(third)).MakerId);

        await keys.DeleteAsync(clinic.Admin, second.Id);

        await Assert.ThrowsAsync<UnauthorizedException>(() => keys.ExchangeAsync(third.Key));
        await keys.ExchangeAsync(first.Key);
        await clinic.Users.DeactivateAsync(clinic.Admin, maker.UserId!, VersionCondition.Any);
        await Assert.ThrowsAsync<UnauthorizedException>(() => keys.ExchangeAsync(other.Key));
    }

    [Fact]
    public async Task A_key_makes_none_that_outlives_it_or_may_do_more()
    {
        var end = clinic.Time.GetUtcNow().AddHours(1);
        var caller = await CallerAsync(await CreateAsync(end, Scope.Admin, Scope.MessagesSend));

        foreach (var later in new DateTimeOffset?[] { null, end.AddMilliseconds(1), end.AddYears(1) })
        {
            var error = await Assert.ThrowsAsync<InvalidInputException>(() => CreateAsync(caller, later, Scope.MessagesSend));
            Assert.Equal("expiresAt", Assert.Single(error.Errors).Key);
        }
        var foreign = await Assert.ThrowsAsync<InvalidInputException>(() => CreateAsync(caller, end, Scope.UsersRead));
        Assert.Equal("scopes", Assert.Single(foreign.Errors).Key);
        Assert.Equal(end, (await CreateAsync(caller, end.ToOffset(TimeSpan.FromHours(-6)), Scope.MessagesSend)).ExpiresAt);
    }

    [Fact]
    public async Task Who_was_deactivated_and_a_key_that_was_deleted_make_and_delete_none()
    {
        var maker = await clinic.AdminAsync();
        var key = await CreateAsync(maker, null, Scope.Admin);
        var deleted = await CreateAsync(Scope.Admin);
        Caller[] callers = [maker, await CallerAsync(key), await CallerAsync(deleted)];
        await keys.DeleteAsync(clinic.Admin, deleted.Id);
        await clinic.Users.DeactivateAsync(clinic.Admin, maker.UserId!, VersionCondition.Any);
        var before = await tables.ContentsAsync();

        foreach (var caller in callers)
            await Assert.ThrowsAsync<ForbiddenException>(() => CreateAsync(caller, null, Scope.Admin));
        foreach (var caller in callers[..2])
            await Assert.ThrowsAsync<ForbiddenException>(() => keys.DeleteAsync(caller, key.Id));

        Assert.Equal(before, await tables.ContentsAsync());
    }

    /// <summary>It has no account that could be deactivated.</summary>
    [Fact]
    public async Task A_key_that_an_app_client_made_lasts()
    {
        var key = await CreateAsync(A.Service(Scope.Admin, Scope.MessagesSend), null, Scope.MessagesSend);

        Assert.Null((await CallerAsync(key)).MakerId);
    }

    public void Dispose() => pool.Dispose();

    /// <summary>Whoever has the key.</summary>
    private async Task<Caller> CallerAsync(CreatedApiKey key) => Caller.From(
        Claims(await keys.ExchangeAsync(key.Key)).Where(claim => claim.Value is JsonValue).ToDictionary(claim => claim.Key, claim => claim.Value!.ToString()), "request");

    private Task<CreatedApiKey> CreateAsync(Caller caller, DateTimeOffset? end, params string[] scopes) =>
        keys.AddAsync(caller, new NewApiKey("Recordatorios", scopes, end), A.NoKey<CreatedApiKey>());

    private Task<CreatedApiKey> CreateAsync(params string[] scopes) => CreateAsync(null, scopes);

    private Task<CreatedApiKey> CreateAsync(DateTimeOffset? end, params string[] scopes) => CreateAsync(clinic.Admin, end, scopes);

    private static JsonObject Claims(ServiceTokenView token) =>
        JsonNode.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.AccessToken.Split('.')[1])))!.AsObject();
}
