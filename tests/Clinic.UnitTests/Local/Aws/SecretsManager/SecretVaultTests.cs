using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Aws.SecretsManager;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.SecretsManager;

public sealed class SecretVaultTests : IDisposable
{
    private static readonly SecretDefinition root = new("clinic-root-dev") { PasswordLength = 64, ExcludePunctuation = true };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clinic-vault-");
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_secret_is_found_by_name_by_arn_and_by_arn_without_suffix()
    {
        var vault = Vault(folder.FullName);
        var arn = vault.ArnOf(root.Name);

        var values = new[] { root.Name, arn, arn[..^7] }.Select(id => Get(vault, id)).ToArray();

        Assert.Matches("^[A-Za-z0-9]{64}$", (string?)values[0]["SecretString"]);
        Assert.Single(values.Select(value => value.ToJsonString()).Distinct());
        Assert.Equal(arn, (string?)values[0]["ARN"]);
        Assert.Equal(root.Name, (string?)values[0]["Name"]);
        Assert.Equal(["AWSCURRENT"], values[0]["VersionStages"]!.AsArray().Select(stage => (string?)stage));
        Assert.Equal(time.GetUtcNow().ToUnixTimeSeconds(), (double)values[0]["CreatedDate"]!);
        Assert.Matches("^arn:aws:secretsmanager:us-east-1:000000000000:secret:clinic-root-dev-[0-9a-f]{6}$", arn);
    }

    [Fact]
    public void A_secret_is_generated_once_and_kept()
    {
        var before = Get(Vault(folder.FullName), root.Name);
        time.Advance(TimeSpan.FromDays(1));

        var after = Get(Vault(folder.FullName), root.Name);

        Assert.Equal(before.ToJsonString(), after.ToJsonString());
    }

    [Fact]
    public void A_secret_that_comes_later_leaves_the_others_alone()
    {
        var before = Get(Vault(folder.FullName), root.Name);

        var vault = new SecretVault([root, new SecretDefinition("another")], "us-east-1", "000000000000", folder.FullName, time);

        Assert.Equal((string?)before["SecretString"], (string?)Get(vault, root.Name)["SecretString"]);
        Assert.Equal(32, ((string?)Get(vault, "another")["SecretString"])!.Length);
    }

    [Fact]
    public void Each_machine_has_its_own()
    {
        var one = Get(Vault(folder: null), root.Name);
        var other = Get(Vault(folder: null), root.Name);

        Assert.NotEqual((string?)one["SecretString"], (string?)other["SecretString"]);
    }

    [Fact]
    public void The_file_is_readable_by_its_owner_alone()
    {
        _ = Vault(folder.FullName);

        var file = Assert.Single(folder.GetFiles());
        Assert.True(OperatingSystem.IsWindows()
            || File.GetUnixFileMode(file.FullName) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_not_replaced_in_silence()
    {
        var path = Path.Combine(folder.FullName, "secrets.json");
        await File.WriteAllTextAsync(path, "{ cut");

        var error = Assert.Throws<InvalidDataException>(() => Vault(folder.FullName));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Equal("{ cut", await File.ReadAllTextAsync(path));
    }

    [Theory]
    [InlineData("""{"SecretId":"other"}""", "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")]
    [InlineData("""{"SecretId":"clinic-root-dev","VersionStage":"AWSPREVIOUS"}""", "ResourceNotFoundException", "staging label: AWSPREVIOUS")]
    [InlineData("""{"SecretId":"clinic-root-dev","VersionId":"01234567890123456789012345678901"}""", "ResourceNotFoundException", "VersionId: 0123")]
    [InlineData("{}", "InvalidParameterException", "'secretId'")]
    public void What_is_not_there_is_refused(string request, string code, string message)
    {
        var error = Assert.Throws<ServiceException>(
            () => Vault(folder: null).Execute("GetSecretValue", JsonNode.Parse(request)!.AsObject()));

        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_current_version_is_found_by_its_id_and_stage()
    {
        var vault = Vault(folder: null);
        var version = (string?)Get(vault, root.Name)["VersionId"];

        var value = vault.Execute("GetSecretValue", new JsonObject
        {
            ["SecretId"] = root.Name,
            ["VersionId"] = version,
            ["VersionStage"] = "AWSCURRENT",
        });

        Assert.Equal(version, (string?)value["VersionId"]);
    }

    [Fact]
    public void Operations_that_write_are_not_offered() =>
        Assert.Equal(
            "UnknownOperationException",
            Assert.Throws<ServiceException>(() => Vault(folder: null).Execute("DeleteSecret", [])).Code);

    private SecretVault Vault(string? folder) => new([root], "us-east-1", "000000000000", folder, time);

    private static JsonObject Get(SecretVault vault, string id) =>
        vault.Execute("GetSecretValue", new JsonObject { ["SecretId"] = id });
}
