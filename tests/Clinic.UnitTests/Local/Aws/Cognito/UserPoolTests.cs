using System.Text.Json.Nodes;
using Clinic.Local.Aws.Cognito;
using Xunit;
using static Clinic.UnitTests.Local.Aws.Cognito.PoolFixture;

namespace Clinic.UnitTests.Local.Aws.Cognito;

public sealed class UserPoolTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clinic-pool-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Users_tokens_and_keys_survive_a_restart()
    {
        var before = new PoolFixture(folder.FullName);
        var tokens = await before.SignInAsync("ana");

        var after = new PoolFixture(folder.FullName);
        var refreshed = await after.RefreshAsync(tokens["RefreshToken"]);

        Assert.Equal(Read(tokens, "AccessToken").Kid, Read(refreshed, "AccessToken").Kid);
        Assert.Equal(Read(tokens, "AccessToken").Subject, Read(refreshed, "AccessToken").Subject);
        await RefusedAsync("UsernameExistsException", () => after.SignUpAsync("ana"));
    }

    [Fact]
    public async Task A_revocation_survives_a_restart_and_the_next()
    {
        var first = new PoolFixture(folder.FullName);
        var tokens = await first.SignInAsync("ana");
        await first.CallAsync("RevokeToken", new JsonObject { ["Token"] = (string?)tokens["RefreshToken"] });

        _ = new PoolFixture(folder.FullName);
        var third = new PoolFixture(folder.FullName);

        await RefusedAsync("NotAuthorizedException", () => third.RefreshAsync(tokens["RefreshToken"]));
    }

    [Fact]
    public async Task A_line_cut_short_by_a_crash_loses_nothing_else()
    {
        var before = new PoolFixture(folder.FullName);
        await before.SignUpAsync("ana");
        await File.AppendAllTextAsync(Path.Combine(folder.FullName, "users.jsonl"), "{\"username\":\"cut");

        var between = new PoolFixture(folder.FullName);
        await between.SignUpAsync("luz");
        var after = new PoolFixture(folder.FullName);

        await RefusedAsync("UsernameExistsException", () => after.SignUpAsync("ana"));
        await RefusedAsync("UsernameExistsException", () => after.SignUpAsync("luz"));
    }

    [Fact]
    public async Task Files_hold_no_refresh_token_and_are_readable_by_their_owner_alone()
    {
        var pool = new PoolFixture(folder.FullName);
        var tokens = await pool.SignInAsync("ana");

        var files = folder.GetFiles();
        Assert.Equal(["refresh-tokens.jsonl", "signing-key.pem", "users.jsonl"], files.Select(file => file.Name).Order());
        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(file.FullName);
            Assert.DoesNotContain((string)tokens["RefreshToken"]!, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.FullName));
        }
    }

    [Fact]
    public async Task A_key_that_cannot_be_read_is_not_replaced_in_silence()
    {
        var path = Path.Combine(folder.FullName, "signing-key.pem");
        await File.WriteAllTextAsync(path, "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----");

        var error = Assert.Throws<InvalidDataException>(() => SigningKey.Load(path));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InitiateAuth")]
    [InlineData("RespondToAuthChallenge")]
    [InlineData("SignUp")]
    [InlineData("RevokeToken")]
    public async Task An_unknown_client_is_not_found(string operation)
    {
        var error = await RefusedAsync(
            "ResourceNotFoundException", () => new PoolFixture().CallAsync(operation, new JsonObject { ["ClientId"] = "other" }));

        Assert.Equal("User pool client other does not exist.", error.Message);
    }

    [Fact]
    public async Task An_operation_that_is_not_offered_is_unknown() =>
        await RefusedAsync("UnknownOperationException", () => new PoolFixture().CallAsync("AdminDeleteUser", []));

    [Theory]
    [InlineData("USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client")]
    [InlineData("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN_AUTH flow not enabled for this client")]
    [InlineData("MAGIC", "1 validation error detected: Value at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set")]
    public async Task Flows_that_the_client_does_not_allow_are_refused(string flow, string message)
    {
        var error = await RefusedAsync("InvalidParameterException", () => new PoolFixture().CallAsync(
            "InitiateAuth", new JsonObject { ["AuthFlow"] = flow, ["AuthParameters"] = new JsonObject { ["USERNAME"] = "ana" } }));

        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("""{"AuthFlow":"CUSTOM_AUTH"}""", "InvalidParameterException", "Missing required parameter USERNAME")]
    [InlineData("""{}""", "InvalidParameterException", "'authFlow' failed to satisfy constraint: Member must not be null")]
    [InlineData("""{"AuthFlow":7}""", "SerializationException", "AuthFlow")]
    [InlineData("""{"AuthFlow":"CUSTOM_AUTH","AuthParameters":{"USERNAME":[]}}""", "SerializationException", "USERNAME")]
    public async Task Malformed_requests_say_what_is_wrong(string request, string code, string message)
    {
        var error = await RefusedAsync(
            code, () => new PoolFixture().CallAsync("InitiateAuth", JsonNode.Parse(request)!.AsObject()));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_issuer_is_below_the_services_address()
    {
        var pool = new PoolFixture().Pool;

        pool.PublishAt(new Uri("http://localhost:9000/ignored/"));

        Assert.Equal("http://localhost:9000/us-east-1_Clinic", pool.Issuer);
    }
}
