namespace Clinic.Local.Template;

/// <summary>A secret of the template. Its value is generated once and kept, as CloudFormation does.</summary>
public sealed record SecretDefinition(string LogicalId, string Name, string Arn, int PasswordLength, bool ExcludePunctuation);
