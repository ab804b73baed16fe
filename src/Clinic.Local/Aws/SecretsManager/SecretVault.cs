using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Protocol;

namespace Clinic.Local.Aws.SecretsManager;

/// <summary>
/// Secrets Manager's GetSecretValue. A secret is generated the first time and kept in a file that its owner alone
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

    /// <summary>The ARN of a secret: what <c>!Ref</c> gives in a template. Its suffix is the same on every machine.</summary>
    public string ArnOf(string name) =>
        $"{arnPrefix}{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..6]}";

    /// <summary>Answers one operation, or throws the <see cref="ServiceException"/> that Secrets Manager would answer with.</summary>
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
            // Making new ones in silence would leave everything that was encrypted with them unreadable.
            throw new InvalidDataException($"The secrets in {path} cannot be read; without the file new ones are made.", error);
        }
    }

    // A name, a whole ARN, or an ARN without the suffix that Secrets Manager adds.
    private string? NameOf(string id) =>
        secrets.Keys.FirstOrDefault(name => id == name || id == ArnOf(name) || id == arnPrefix + name);

    private static ServiceException NotFound(string message) => new("ResourceNotFoundException", message);
}
