using System.Security.Cryptography;

namespace Clinic.Local.Aws.SecretsManager;

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
            // Drawing again until every type is there keeps each allowed secret equally likely.
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
