namespace Clinic.Local.Aws.SecretsManager;

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
