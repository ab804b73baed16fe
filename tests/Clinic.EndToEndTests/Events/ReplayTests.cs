using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clinic.EndToEndTests.Contract;
using Xunit;

namespace Clinic.EndToEndTests.Events;

/// <summary>Sends every event of events/ to its real function process and expects what the table in events/README.md says.</summary>
public sealed partial class ReplayTests(ReplayHost host) : IClassFixture<ReplayHost>
{
    public static TheoryData<string, string, int> Requests
    {
        get
        {
            var data = new TheoryData<string, string, int>();
            foreach (Match line in Line().Matches(File.ReadAllText(Path.Combine(ReplayHost.Events, "README.md"))))
                data.Add(line.Groups["name"].Value, line.Groups["function"].Value, int.Parse(line.Groups["status"].Value, CultureInfo.InvariantCulture));
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task An_event_gets_the_answer_that_the_readme_says_however_often_it_is_sent(string file, string function, int status)
    {
        var @event = ReplayHost.Read(file);

        for (var round = 1; round <= 2; round++)
        {
            var answer = await host.InvokeAsync(function, @event);
            Assert.True(status == answer["statusCode"]!.GetValue<int>(), $"{file}, round {round}: {answer.ToJsonString()}");
            ContractCheck.Check(new Answer(
                $"{@event["httpMethod"]} {@event["resource"]}", status, answer["headers"]!.AsObject().ToDictionary(header => header.Key, header => header.Value!.ToString(), StringComparer.OrdinalIgnoreCase),
                answer["body"]?.ToString() ?? ""));
        }
    }

    [Theory]
    [InlineData("users-create.json", "Users")]
    [InlineData("sessions-create.json", "Sessions")]
    [InlineData("sessions-addendum.json", "Sessions")]
    public async Task An_event_that_creates_something_creates_it_once(string file, string function)
    {
        var first = await host.InvokeAsync(function, ReplayHost.Read(file));
        var second = await host.InvokeAsync(function, ReplayHost.Read(file));

        Assert.Equal(first["body"]!.GetValue<string>(), second["body"]!.GetValue<string>());
        Assert.Equal("true", second["headers"]!["Idempotency-Replayed"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_list_of_sessions_names_the_session_that_the_events_read()
    {
        var list = await BodyAsync("Sessions", "sessions-list.json");
        var session = await BodyAsync("Sessions", "sessions-get.json");

        Assert.Contains(list["items"]!.AsArray(), item => JsonNode.DeepEquals(item!["id"], session["id"]));
        Assert.Equal("Tanatología", session["interventionType"]!.GetValue<string>());
        Assert.Equal(1, session["number"]!.GetValue<int>());
    }

    [Fact]
    public async Task Pre_sign_up_confirms_an_account_that_has_shown_its_password()
    {
        Assert.True((await TriggerAsync("pre-sign-up"))["autoConfirmUser"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Define_auth_challenge_asks_for_the_custom_challenge()
    {
        var response = await TriggerAsync("define-auth-challenge");

        Assert.Equal("CUSTOM_CHALLENGE", response["challengeName"]!.GetValue<string>());
        Assert.False(response["issueTokens"]!.GetValue<bool>());
        Assert.False(response["failAuthentication"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Create_auth_challenge_answers_the_salt_of_the_two_step_login()
    {
        var response = await TriggerAsync("create-auth-challenge");
        var salt = await BodyAsync("Auth", "auth-salt.json");

        Assert.Equal(salt["salt"]!.GetValue<string>(), response["publicChallengeParameters"]!["salt"]!.GetValue<string>());
    }

    [Fact]
    public async Task Verify_auth_challenge_refuses_an_account_that_nobody_has()
    {
        Assert.False((await TriggerAsync("verify-auth-challenge"))["answerCorrect"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("pre-token-generation")]
    [InlineData("pre-token-generation-refresh")]
    public async Task Pre_token_generation_puts_user_role_and_scopes_into_the_access_token(string trigger)
    {
        var response = await TriggerAsync(trigger);

        var access = response["claimsAndScopeOverrideDetails"]!["accessTokenGeneration"]!;
        Assert.Equal("patient", access["claimsToAddOrOverride"]!["role"]!.GetValue<string>());
        Assert.Equal("01990000-0000-7000-8000-000000000005", access["claimsToAddOrOverride"]!["userId"]!.GetValue<string>());
        Assert.Equal(["clinic/self", "clinic/appointments.read", "clinic/messages.read"], access["scopesToAdd"]!.AsArray().Select(scope => scope!.GetValue<string>()));
    }

    [Theory]
    [InlineData("delivery-new-messages.json", "MessageDelivery")]
    [InlineData("delivery-sweep.json", "MessageDelivery")]
    [InlineData("notices-changes.json", "Notices")]
    [InlineData("notices-sweep.json", "Notices")]
    public async Task A_stream_has_no_failures(string file, string function)
    {
        var answer = await host.InvokeAsync(function, ReplayHost.Read(file));

        Assert.Empty(answer["batchItemFailures"]?.AsArray() ?? []);
    }

    [Theory]
    [InlineData("delivery-requeue.json")]
    [InlineData("delivery-assign.json")]
    public async Task A_repair_of_messages_says_how_many_there_were(string file)
    {
        var answer = await host.InvokeAsync("MessageDelivery", ReplayHost.Read(file));

        Assert.Equal(["changed", "left"], answer.Select(member => member.Key).Order());
    }

    [Fact]
    public async Task The_first_task_of_an_export_that_does_not_exist_claims_nothing() =>
        Assert.False((await host.InvokeAsync("Identify", ReplayHost.Read("export-identify.json")))["claimed"]!.GetValue<bool>());

    [Theory]
    [InlineData("export-mask.json", "Mask")]
    [InlineData("export-deidentify.json", "Deidentify")]
    public async Task A_task_of_an_export_that_does_not_exist_fails_and_says_nothing_more(string file, string function)
    {
        var error = await host.FailAsync(function, ReplayHost.Read(file));

        Assert.Equal("TaskFailedException", error["errorType"]!.GetValue<string>());
        Assert.Matches(@"^The task [a-z-]+ failed: \w+\.$", error["errorMessage"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("rollups-verify.json", "verify")]
    [InlineData("rollups-rebuild.json", "rebuild")]
    public async Task The_rollups_are_what_the_sessions_themselves_say(string file, string mode)
    {
        var answer = await host.InvokeAsync("Rollups", ReplayHost.Read(file));

        Assert.Equal(mode, answer["mode"]!.GetValue<string>());
        Assert.True(answer["sessions"]!.GetValue<int>() >= 3);
        Assert.Empty(answer["differences"]!.AsArray());
    }

    [Theory]
    [InlineData("operator-create-admin.json", "The email is taken.")]
    [InlineData("operator-remove-mfa.json", "The account has no second factor.")]
    public async Task The_operator_has_nothing_to_do(string file, string why)
    {
        var answer = await host.InvokeAsync("Operator", ReplayHost.Read(file));

        Assert.Equal((false, why), (answer["done"]!.GetValue<bool>(), answer["message"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("ingestion-new-file.json", "Ingestion")]
    [InlineData("ingestion-sweep.json", "Ingestion")]
    [InlineData("agenda-sweep.json", "AgendaSweep")]
    public Task A_worker_has_nothing_to_say(string file, string function) => host.SendAsync(function, ReplayHost.Read(file));

    private async Task<JsonObject> BodyAsync(string function, string file) =>
        JsonNode.Parse((await host.InvokeAsync(function, ReplayHost.Read(file)))["body"]!.GetValue<string>())!.AsObject();

    private async Task<JsonObject> TriggerAsync(string name) =>
        (await host.InvokeAsync("IdentityTriggers", ReplayHost.Read($"trigger-{name}.json")))["response"]!.AsObject();

    [GeneratedRegex(@"^\| `(?<name>[a-z-]+\.json)` \| (?<function>\w+) \| [^|]+ \| (?<status>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Line();
}
