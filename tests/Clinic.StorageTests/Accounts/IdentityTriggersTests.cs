using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using Amazon.Runtime;
using Clinic.Core.Accounts;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.IdentityTriggers;
using Clinic.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using Xunit;

namespace Clinic.StorageTests.Accounts;

/// <summary>The five triggers, event in and event out, as Cognito invokes them.</summary>
public sealed class IdentityTriggersTests : IClassFixture<TableSet>
{
    private readonly TableSet tables;
    private readonly ClinicServices clinic;
    private readonly TriggerDispatch triggers;

    public IdentityTriggersTests(TableSet tables)
    {
        this.tables = tables;
        clinic = new ClinicServices(tables);
        var apiKeys = new ApiKeyAccounts(clinic.ApiKeys);
        var customAuth = new CustomAuthTriggers(clinic.Credentials, apiKeys, clinic.Guard, clinic.SecondFactor, clinic.Decoys);
        triggers = new TriggerDispatch(customAuth, new AccountTriggers(clinic.Credentials, apiKeys, requiresAdminMfa: false, patientBooking: false), NullLogger.Instance);
    }

    [Fact]
    public async Task The_challenge_is_the_accounts_salt()
    {
        var user = await AccountAsync();
        var salt = (await clinic.Credentials.ReadAsync(user.Id)).Salt;

        var response = await InvokeAsync("CreateAuthChallenge_Authentication", user.Id);

        Assert.Equal(salt, (string?)response["publicChallengeParameters"]!["salt"]);
        Assert.DoesNotContain("hash", response.ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("01990000-0000-7000-8000-00000000dead")]
    [InlineData("nobody")]
    public async Task The_challenge_of_an_unknown_name_is_a_made_up_salt_always_the_same(string name)
    {
        var (one, other) = (await InvokeAsync("CreateAuthChallenge_Authentication", name), await InvokeAsync("CreateAuthChallenge_Authentication", name));

        Assert.Matches("^[a-z0-9]{16}$", (string?)one["publicChallengeParameters"]!["salt"]);
        Assert.Equal(one.ToJsonString(), other.ToJsonString());
    }

    [Fact]
    public async Task The_right_digest_is_right_in_any_letter_case_and_clears_the_failures()
    {
        var user = await AccountAsync();
        Assert.False(await VerifyAsync(user.Id, "wrong"));

        Assert.True(await VerifyAsync(user.Id, (await DigestAsync(user)).ToUpperInvariant()));

        Assert.Equal(0, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    [Fact]
    public async Task Every_right_digest_of_an_account_that_the_pool_does_not_know_is_a_proof_and_nothing_else_is()
    {
        var user = await AccountAsync();
        Assert.False(await VerifyAsync(user.Id, "wrong", userNotFound: true));
        Assert.True(await VerifyAsync(user.Id, await DigestAsync(user), userNotFound: false));
        Assert.Equal(0, (await clinic.Credentials.ReadAsync(user.Id)).Proofs);

        for (var proofs = 1; proofs <= 2; proofs++)
        {
            Assert.True(await VerifyAsync(user.Id, await DigestAsync(user), userNotFound: true));
            Assert.Equal(proofs, (await clinic.Credentials.ReadAsync(user.Id)).Proofs);
        }
    }

    [Fact]
    public async Task Wrong_unknown_and_malformed_are_wrong()
    {
        var user = await AccountAsync();

        Assert.False(await VerifyAsync(user.Id, "wrong"));
        Assert.False(await VerifyAsync(A.Id(), "wrong"));
        Assert.False(await VerifyAsync("nobody", "wrong"));
        Assert.False(await VerifyAsync(user.Id, ""));
        Assert.Equal(2, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    /// <summary>It is our trouble and no wrong password: the caller is told to come again, and the log says why.</summary>
    [Fact]
    public async Task A_broken_stored_hash_is_no_wrong_password()
    {
        var user = await AccountAsync();
        await SetPasswordAsync(user, new NewCredential("broken", "$2a$12$broken", null));
        var name = (await clinic.Credentials.ReadAsync(user.Id)).PoolName;

        var refused = await Assert.ThrowsAsync<TriggerRefusedException>(() => VerifyAsync(name, "digest"));

        Assert.Equal(CognitoClient.TriggerBusy, refused.Message);
    }

    [Fact]
    public async Task An_inactive_account_is_wrong_whatever_it_says()
    {
        var user = await AccountAsync();
        var digest = await DigestAsync(user);
        await clinic.Users.DeactivateAsync(clinic.Admin, user.Id, VersionCondition.Any);

        Assert.False(await VerifyAsync((await clinic.Credentials.ReadAsync(user.Id)).PoolName, digest));
        Assert.False(await VerifyAsync(user.Id, digest));
    }

    [Fact]
    public async Task A_locked_account_is_wrong_and_is_not_counted_again()
    {
        var user = await AccountAsync();
        for (var i = 0; i < 5; i++)
            Assert.False(await VerifyAsync(user.Id, "wrong"));

        Assert.False(await VerifyAsync(user.Id, await DigestAsync(user)));
        Assert.Equal(5, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    [Fact]
    public async Task An_answer_reads_nothing_that_its_challenge_has_read()
    {
        var (user, requests) = (await AccountAsync(), new List<string>());
        var digest = await DigestAsync(user);
        var challenge = await InvokeAsync("CreateAuthChallenge_Authentication", user.Id);
        ((AmazonDynamoDBClient)tables.Dynamo).BeforeRequestEvent += (_, request) => requests.Add(((WebServiceRequestEventArgs)request).Request.GetType().Name);

        Assert.True(await AnswerAsync(challenge, user.Id, digest));

        Assert.Equal(["UpdateItemRequest", "UpdateItemRequest"], requests);
        Assert.Equal(0, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    [Fact]
    public async Task Answers_to_challenges_of_before_count_like_any_other_and_a_lock_that_came_since_holds()
    {
        var user = await AccountAsync();
        var digest = await DigestAsync(user);
        var challenges = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => InvokeAsync("CreateAuthChallenge_Authentication", user.Id)));

        foreach (var challenge in challenges[..5])
            Assert.False(await AnswerAsync(challenge, user.Id, "wrong"));
        Assert.False(await AnswerAsync(challenges[5], user.Id, digest));
        Assert.False(await AnswerAsync(await InvokeAsync("CreateAuthChallenge_Authentication", user.Id), user.Id, digest));

        Assert.Equal(5, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    [Fact]
    public async Task A_password_that_changed_between_challenge_and_answer_is_wrong()
    {
        var user = await AccountAsync();
        var challenge = await InvokeAsync("CreateAuthChallenge_Authentication", user.Id);
        var digest = await DigestAsync(user);
        await RaiseGenerationAsync(user);

        Assert.False(await AnswerAsync(challenge, user.Id, digest));
        Assert.Equal(0, (await clinic.Credentials.ReadAsync(user.Id)).Failures);
    }

    [Fact]
    public async Task An_unknown_accounts_answer_is_counted_too()
    {
        var id = A.Id();

        Assert.False(await AnswerAsync(await InvokeAsync("CreateAuthChallenge_Authentication", id), id, "wrong"));
        Assert.False(await AnswerAsync(await InvokeAsync("CreateAuthChallenge_Authentication", id), id, "wrong"));

        Assert.Equal(2, (await clinic.Credentials.ReadAsync(id)).Failures);
    }

    /// <summary>With the hash broken, whatever compares with it fails: so what is right was not compared with it.</summary>
    [Fact]
    public async Task The_sign_in_after_the_sign_up_is_not_hashed_a_second_time_within_a_minute_and_once()
    {
        var user = await AccountAsync();
        var digest = await DigestAsync(user);
        Assert.True(await VerifyAsync(user.Id, digest, userNotFound: true));
        await BreakHashAsync(user);

        await Assert.ThrowsAsync<TriggerRefusedException>(() => VerifyAsync(user.Id, "wrong"));
        await Assert.ThrowsAsync<TriggerRefusedException>(() => VerifyAsync(user.Id, digest, userNotFound: true));
        clinic.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(await VerifyAsync(user.Id, digest));
        await Assert.ThrowsAsync<TriggerRefusedException>(() => VerifyAsync(user.Id, digest));
    }

    [Fact]
    public async Task A_proof_ends_after_a_minute_and_with_the_account()
    {
        var (late, inactive) = (await AccountAsync(), await AccountAsync());
        foreach (var user in new[] { late, inactive })
        {
            Assert.True(await VerifyAsync(user.Id, await DigestAsync(user), userNotFound: true));
            await BreakHashAsync(user);
        }
        await clinic.Users.DeactivateAsync(clinic.Admin, inactive.Id, VersionCondition.Any);
        clinic.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(await VerifyAsync((await clinic.Credentials.ReadAsync(inactive.Id)).PoolName, await DigestAsync(inactive)));
        var digest = await DigestAsync(late);
        await Assert.ThrowsAsync<TriggerRefusedException>(() => VerifyAsync(late.Id, digest));
    }

    [Fact]
    public async Task A_name_of_an_older_generation_is_wrong_and_is_not_counted()
    {
        var user = await AccountAsync();
        await RaiseGenerationAsync(user);

        Assert.False(await VerifyAsync(user.Id, await DigestAsync(user)));
        Assert.True(await VerifyAsync(user.Id + ".1", await DigestAsync(user)));
    }

    [Fact]
    public async Task Sign_up_is_for_accounts_that_have_shown_their_password_while_the_pool_did_not_know_them()
    {
        var user = await AccountAsync();
        await AssertRefusedAsync("PreSignUp_SignUp", user.Id);

        Assert.True(await VerifyAsync(user.Id, await DigestAsync(user), userNotFound: true));

        Assert.True((bool)(await InvokeAsync("PreSignUp_SignUp", user.Id))["autoConfirmUser"]!);
    }

    [Fact]
    public async Task Sign_up_with_personal_attributes_is_refused()
    {
        var user = await ProvenAsync();

        await AssertRefusedAsync("PreSignUp_SignUp", user.Id, new JsonObject { ["userAttributes"] = new JsonObject { ["email"] = "itzel@example.org" } });
        Assert.True((bool)(await InvokeAsync("PreSignUp_SignUp", user.Id, new JsonObject { ["userAttributes"] = new JsonObject { ["cognito:x"] = "y" } }))["autoConfirmUser"]!);
    }

    [Fact]
    public async Task Sign_up_of_unknown_names_older_generations_and_inactive_accounts_is_refused()
    {
        var old = await ProvenAsync();
        await RaiseGenerationAsync(old);
        var inactive = await ProvenAsync();
        await clinic.Users.DeactivateAsync(clinic.Admin, inactive.Id, VersionCondition.Any);

        foreach (var name in new[] { "nobody", A.Id(), old.Id, old.Id + ".1", inactive.Id, inactive.Id + ".1" })
            await AssertRefusedAsync("PreSignUp_SignUp", name);
    }

    [Theory]
    [InlineData(Role.Admin, "TokenGeneration_Authentication")]
    [InlineData(Role.AdminSupport, "TokenGeneration_RefreshTokens")]
    [InlineData(Role.Thanatologist, "TokenGeneration_RefreshTokens")]
    [InlineData(Role.Patient, "TokenGeneration_Authentication")]
    public async Task Tokens_say_who_it_is_and_what_the_role_allows(Role role, string source)
    {
        var user = await clinic.StoreAsync((role is Role.Patient ? A.Patient() : A.Staff(role)).WithEmail($"{A.Id()}@example.org").Build());

        var details = (await InvokeAsync(source, user.Id))["claimsAndScopeOverrideDetails"]!;

        var access = details["accessTokenGeneration"]!;
        Assert.Equal(user.Id, (string?)access["claimsToAddOrOverride"]!["userId"]);
        Assert.Equal(role.Name(), (string?)access["claimsToAddOrOverride"]!["role"]);
        Assert.Equal(Scope.Of(role), access["scopesToAdd"]!.AsArray().Select(scope => (string)scope!));
        Assert.Equal("aws.cognito.signin.user.admin", (string?)Assert.Single(access["scopesToSuppress"]!.AsArray()));
        Assert.Equal(user.Id, (string?)details["idTokenGeneration"]!["claimsToAddOrOverride"]!["userId"]);
    }

    [Fact]
    public async Task No_tokens_for_inactive_unknown_and_older_names()
    {
        var inactive = await AccountAsync();
        await clinic.Users.DeactivateAsync(clinic.Admin, inactive.Id, VersionCondition.Any);
        var old = await AccountAsync();
        await RaiseGenerationAsync(old);

        foreach (var name in new[] { inactive.Id, inactive.Id + ".1", old.Id, A.Id(), "nobody" })
            await AssertRefusedAsync("TokenGeneration_RefreshTokens", name);
    }

    [Theory]
    [InlineData("PostConfirmation_ConfirmSignUp")]
    [InlineData("PreSignUp_AdminCreateUser")]
    [InlineData("")]
    public Task A_trigger_that_is_not_ours_is_refused(string source) => AssertRefusedAsync(source, A.Id());

    [Fact]
    public async Task The_answer_is_the_event_itself_with_its_response()
    {
        var user = await AccountAsync();

        var answer = await RunAsync("DefineAuthChallenge_Authentication", user.Id, []);

        Assert.Equal(("1", "us-east-1", "us-east-1_Tests", user.Id), ((string?)answer["version"], (string?)answer["region"], (string?)answer["userPoolId"], (string?)answer["userName"]));
        Assert.Equal("CUSTOM_CHALLENGE", (string?)answer["response"]!["challengeName"]);
    }

    private Task<User> AccountAsync() => clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build(), A.Password);

    private async Task<User> ProvenAsync()
    {
        var user = await clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build(), A.Password);
        Assert.True(await VerifyAsync(user.Id, await DigestAsync(user), userNotFound: true));
        return user;
    }

    private async Task<string> DigestAsync(User user) => PasswordDigest.Of(A.Password, (await clinic.Credentials.ReadAsync(user.Id)).Salt!);

    /// <summary>What a password change does, to the same password.</summary>
    private Task RaiseGenerationAsync(User user) => SetPasswordAsync(user, NewCredential.WithPassword(A.Password));

    private async Task SetPasswordAsync(User user, NewCredential password)
    {
        var entry = Core.Auditing.AuditEntry.Of(clinic.Admin, user.Id, "password.changed", A.Moment);
        Assert.True(await clinic.Passwords.SetPasswordAsync(await clinic.Credentials.ReadAsync(user.Id), password, null, entry));
    }

    private async Task<bool> VerifyAsync(string name, string digest, bool userNotFound = false)
    {
        var request = new JsonObject { ["challengeAnswer"] = digest, ["privateChallengeParameters"] = new JsonObject(), ["userNotFound"] = userNotFound };
        return (bool)(await InvokeAsync("VerifyAuthChallengeResponse_Authentication", name, request))["answerCorrect"]!;
    }

    private Task<UpdateItemResponse> BreakHashAsync(User user) => tables.Dynamo.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = tables.Credentials,
        Key = CredentialItems.Key(user.Id).Attributes,
        UpdateExpression = "SET #hash = :broken",
        ExpressionAttributeNames = new() { ["#hash"] = "hash" },
        ExpressionAttributeValues = new() { [":broken"] = new("$2a$12$broken") },
    });

    /// <summary>As Cognito has a challenge answered, which gives back what only the triggers see.</summary>
    private async Task<bool> AnswerAsync(JsonNode challenge, string name, string digest)
    {
        var request = new JsonObject { ["challengeAnswer"] = digest, ["privateChallengeParameters"] = challenge["privateChallengeParameters"]!.DeepClone() };
        return (bool)(await InvokeAsync("VerifyAuthChallengeResponse_Authentication", name, request))["answerCorrect"]!;
    }

    private async Task AssertRefusedAsync(string source, string name, JsonObject? request = null)
    {
        var refused = await Assert.ThrowsAsync<TriggerRefusedException>(() => RunAsync(source, name, request ?? []));
        Assert.DoesNotContain(name, refused.Message, StringComparison.Ordinal);
    }

    private async Task<JsonNode> InvokeAsync(string source, string name, JsonObject? request = null) => (await RunAsync(source, name, request ?? []))["response"]!;

    private async Task<JsonObject> RunAsync(string source, string name, JsonObject request)
    {
        var @event = new JsonObject
        {
            ["version"] = "1",
            ["region"] = "us-east-1",
            ["userPoolId"] = "us-east-1_Tests",
            ["userName"] = name,
            ["triggerSource"] = source,
            ["callerContext"] = new JsonObject { ["awsSdkVersion"] = "aws-sdk-unknown-unknown", ["clientId"] = "client" },
            ["request"] = request,
            ["response"] = new JsonObject(),
        };
        using var answer = await triggers.HandleAsync(new MemoryStream(Encoding.UTF8.GetBytes(@event.ToJsonString())), Mock.Of<ILambdaContext>());
        return (await JsonNode.ParseAsync(answer))!.AsObject();
    }
}
