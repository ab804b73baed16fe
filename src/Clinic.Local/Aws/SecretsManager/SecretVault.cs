using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.SecretsManager;

/// <summary>
/// Secrets Manager's GetSecretValue. A secret is generated the first time and kept in a file that only its owner
/// may read; without a folder it lives as long as the vault.
/// </summary>
internal sealed class SecretVault
{
    private const string CurrentStage = "AWSCURRENT";

    private readonly string arnPrefix;
    private readonly Dictionary<string, StoredSecret> secrets;

    public SecretVault(IEnumerable<SecretDefinition> definitions, string region, string accountId, string? folder, TimeProvider time)
    {
        arnPrefix = $"arn:aws:secretsmanager:{region}:{accountId}:secret:";
        var path = folder is null ? null : Path.Combine(folder, "secrets.json");
        secrets = File.Exists(path) ? Read(path) : [];
        var missing = definitions.Where(definition => !secrets.ContainsKey(definition.Name)).ToArray();
        foreach (var definition in missing)
        {
            var now = time.GetUtcNow();
            secrets[definition.Name] = new StoredSecret(SecretGenerator.Generate(definition), Guid.CreateVersion7(now).ToString(), now);
        }

        if (path is not null && missing.Length > 0)
            PrivateFile.Replace(path, JsonSerializer.Serialize(secrets, StoredSecretContext.Default.DictionaryStringStoredSecret));
    }

    /// <summary>The ARN of a secret, which <c>!Ref</c> gives in a template. Its suffix is the same on every machine.</summary>
    public string ArnOf(string name) =>
        $"{arnPrefix}{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..6]}";

    /// <summary>Handles one operation, or throws the <see cref="ServiceException"/> with which Secrets Manager would respond.</summary>
    public JsonObject Execute(string operation, JsonObject request) => operation switch
    {
        "GetSecretValue" => GetSecretValue(request),
        _ => throw new ServiceException("UnknownOperationException", $"The operation {operation} is not offered here."),
    };

    private JsonObject GetSecretValue(JsonObject request)
    {
        var id = request.RequiredString("SecretId");
        if (NameOf(id) is not { } name)
            throw NotFound("Secrets Manager can't find the specified secret.");
        var secret = secrets[name];
        if (request.OptionalString("VersionId") is { } version && version != secret.VersionId)
            throw NotFound($"Secrets Manager can't find the specified secret value for VersionId: {version}");
        if (request.OptionalString("VersionStage") is { } stage and not CurrentStage)
            throw NotFound($"Secrets Manager can't find the specified secret value for staging label: {stage}");
        return new JsonObject
        {
            ["ARN"] = ArnOf(name),
            ["Name"] = name,
            ["VersionId"] = secret.VersionId,
            ["SecretString"] = secret.Value,
            ["VersionStages"] = new JsonArray(CurrentStage),
            ["CreatedDate"] = secret.CreatedAt.ToUnixTimeMilliseconds() / 1000.0,
        };
    }

    private static Dictionary<string, StoredSecret> Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), StoredSecretContext.Default.DictionaryStringStoredSecret) ?? [];
        }
        catch (JsonException error)
        {
            // Silently made new secrets would leave everything unreadable that was encrypted with the old ones.
            throw new InvalidDataException($"The secrets in {path} cannot be read; without the file new ones are made.", error);
        }
    }

    // A name, a whole ARN, or an ARN without the suffix that Secrets Manager adds.
    private string? NameOf(string id) =>
        secrets.Keys.FirstOrDefault(name => id == name || id == ArnOf(name) || id == arnPrefix + name);

    private static ServiceException NotFound(string message) => new("ResourceNotFoundException", message);
}

/// <summary>A secret's one version.</summary>
internal sealed record StoredSecret(string Value, string VersionId, DateTimeOffset CreatedAt);

[JsonSerializable(typeof(Dictionary<string, StoredSecret>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class StoredSecretContext : JsonSerializerContext;

/// <summary>A secret of the template with its GenerateSecretString; the defaults are CloudFormation's.</summary>
internal sealed record SecretDefinition(string Name)
{
    public int PasswordLength { get; init; } = 32;

    public bool ExcludeLowercase { get; init; }

    public bool ExcludeUppercase { get; init; }

    public bool ExcludeNumbers { get; init; }

    public bool ExcludePunctuation { get; init; }

    public bool IncludeSpace { get; init; }

    public bool RequireEachIncludedType { get; init; } = true;

    public string ExcludeCharacters { get; init; } = "";
}

/// <summary>Makes random secrets as Secrets Manager's GetRandomPassword does.</summary>
internal static class SecretGenerator
{
    public static string Generate(SecretDefinition definition)
    {
        var types = Types(definition).ToArray();
        if (types.Length == 0 || definition.PasswordLength is < 1 or > 4096
            || (definition.RequireEachIncludedType && definition.PasswordLength < types.Length))
            throw new ArgumentException($"GenerateSecretString of {definition.Name} cannot be fulfilled.", nameof(definition));
        var alphabet = string.Concat(types);
        while (true)
        {
            // Draw again until every type is there: this keeps all allowed secrets equally likely.
            var secret = RandomNumberGenerator.GetString(alphabet, definition.PasswordLength);
            if (!definition.RequireEachIncludedType || types.All(type => secret.AsSpan().ContainsAny(type)))
                return secret;
        }
    }

    private static IEnumerable<string> Types(SecretDefinition definition) =>
        new (bool Included, string Characters)[]
        {
            (!definition.ExcludeLowercase, "abcdefghijklmnopqrstuvwxyz"),
            (!definition.ExcludeUppercase, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            (!definition.ExcludeNumbers, "0123456789"),
            (!definition.ExcludePunctuation, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"),
            (definition.IncludeSpace, " "),
        }
        .Where(type => type.Included)
        .Select(type => string.Concat(type.Characters.Except(definition.ExcludeCharacters)))
        .Where(characters => characters.Length > 0);
}
