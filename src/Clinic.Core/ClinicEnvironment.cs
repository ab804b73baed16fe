using System.Globalization;

namespace Clinic.Core;

/// <summary>The environment variables that <c>template.yaml</c> gives the functions. A missing one is an error at start that names it.</summary>
public static class ClinicEnvironment
{
    public static string UsersTable => Required("USERS_TABLE");

    public static string CredentialsTable => Required("CREDENTIALS_TABLE");

    public static string SessionsTable => Required("SESSIONS_TABLE");

    public static string MessagesTable => Required("MESSAGES_TABLE");

    public static string ReportsTable => Required("REPORTS_TABLE");

    public static string AuditTable => Required("AUDIT_TABLE");

    public static string IdempotencyTable => Required("IDEMPOTENCY_TABLE");

    public static string ImportsTable => Required("IMPORTS_TABLE");

    public static string ExportsTable => Required("EXPORTS_TABLE");

    public static string ExportBucket => Required("EXPORT_BUCKET");

    public static string ExportRetentionDays => Required("EXPORT_RETENTION_DAYS");

    /// <summary>The language in which Amazon Comprehend looks for persons too, es or en; null where it is not used.</summary>
    public static string? ComprehendLanguage => Optional("COMPREHEND_LANGUAGE");

    public static string RootSecretId => Required("ROOT_SECRET_ID");

    public static string UserPoolId => Required("USER_POOL_ID");

    public static string UserPoolClientId => Required("USER_POOL_CLIENT_ID");

    public static string MailSender => Required("MAIL_SENDER");

    public static string MailLanguage => Required("MAIL_LANGUAGE");

    public static string MailConfigurationSet => Required("MAIL_CONFIGURATION_SET");

    /// <summary>How many mails a second a process sends at most.</summary>
    public static int MailRate => int.Parse(Required("MAIL_RATE"), CultureInfo.InvariantCulture);

    /// <summary>Whether an admin needs a second factor.</summary>
    public static bool RequiresAdminMfa => bool.Parse(Required("REQUIRE_ADMIN_MFA"));

    /// <summary>Whether a person whom the clinic does not know yet may make an account.</summary>
    public static bool AllowsSelfRegistration => bool.Parse(Required("ALLOW_SELF_REGISTRATION"));

    public static string CorsAllowedOrigin => Required("CORS_ALLOWED_ORIGIN");

    /// <summary>The clinic's time zone, from its IANA name.</summary>
    public static TimeZoneInfo TimeZone => TimeZoneInfo.FindSystemTimeZoneById(Required("CLINIC_TIME_ZONE"));

    private static string Required(string name) => Optional(name) ?? throw new InvalidOperationException($"The environment variable {name} is not set.");

    private static string? Optional(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
