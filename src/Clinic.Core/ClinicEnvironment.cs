using System.Globalization;
using Clinic.Core.Errors;

namespace Clinic.Core;

/// <summary>The environment variables that <c>template.yaml</c> gives the functions. A missing one is an error at start that names it.</summary>
public static class ClinicEnvironment
{
    public static string UsersTable => Required("USERS_TABLE");

    public static string CredentialsTable => Required("CREDENTIALS_TABLE");

    public static string SessionsTable => Required("SESSIONS_TABLE");

    public static string SessionGroupsTable => Required("SESSION_GROUPS_TABLE");

    public static string DraftsTable => Required("DRAFTS_TABLE");

    public static string AgendaTable => Required("AGENDA_TABLE");

    public static string AppointmentsTable => Required("APPOINTMENTS_TABLE");

    public static string WaitingListTable => Required("WAITING_LIST_TABLE");

    public static string CareTable => Required("CARE_TABLE");

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

    public static string HeadBucket => Required("HEAD_BUCKET");

    public static string RootSecretId => Required("ROOT_SECRET_ID");

    public static string UserPoolId => Required("USER_POOL_ID");

    public static string UserPoolClientId => Required("USER_POOL_CLIENT_ID");

    public static string MailSender => Required("MAIL_SENDER");

    /// <summary>The language of the product's own mails, and of the page that their links lead to.</summary>
    public static Language MailLanguage => Languages.Parse(Required("MAIL_LANGUAGE"));

    /// <summary>Whether a booking, a move and a cancellation by the clinic are mailed.</summary>
    public static bool ConfirmsByMail => bool.Parse(Required("CONFIRMATION_MAILS"));

    /// <summary>How many hours before an appointment its reminders go out, separated by commas; null for no reminders.</summary>
    public static string? ReminderHours => Optional("REMINDER_HOURS");

    /// <summary>The hour of the clinic's clock from which on the digests of tasks go out; null for none.</summary>
    public static string? DigestHour => Optional("DIGEST_HOUR");

    /// <summary>How many hours a high alert waits for a review before somebody is mailed.</summary>
    public static int AlertHours => int.Parse(Required("ALERT_HOURS"), CultureInfo.InvariantCulture);

    /// <summary>The base address of the API, as links in mails have it.</summary>
    public static string ApiUrl => Required("API_URL");

    public static string MailConfigurationSet => Required("MAIL_CONFIGURATION_SET");

    /// <summary>The number or name that SMS come from; null where none are sent.</summary>
    public static string? SmsSender => Optional("SMS_SENDER");

    /// <summary>What a session has to have beyond the catalogue's data; null for nothing more.</summary>
    public static string? NotesStandard => Optional("NOTES_STANDARD");

    /// <summary>How many mails a second a process sends at most.</summary>
    public static int MailRate => int.Parse(Required("MAIL_RATE"), CultureInfo.InvariantCulture);

    /// <summary>Whether an admin needs a second factor.</summary>
    public static bool RequiresAdminMfa => bool.Parse(Required("REQUIRE_ADMIN_MFA"));

    /// <summary>Whether a person whom the clinic does not know yet may make an account.</summary>
    public static bool AllowsSelfRegistration => bool.Parse(Required("ALLOW_SELF_REGISTRATION"));

    /// <summary>Whether patients book and cancel for themselves.</summary>
    public static bool AllowsPatientBooking => bool.Parse(Required("PATIENT_BOOKING"));

    /// <summary>Until how many hours before it begins a patient may cancel an appointment.</summary>
    public static int CancelHours => int.Parse(Required("CANCEL_HOURS"), CultureInfo.InvariantCulture);

    public static string CorsAllowedOrigin => Required("CORS_ALLOWED_ORIGIN");

    /// <summary>The language of problems for those who ask for none.</summary>
    public static Language ApiLanguage => Languages.Parse(Required("API_LANGUAGE"));

    /// <summary>The clinic's time zone, from its IANA name.</summary>
    public static TimeZoneInfo TimeZone => TimeZoneInfo.FindSystemTimeZoneById(Required("CLINIC_TIME_ZONE"));

    private static string Required(string name) => Optional(name) ?? throw new InvalidOperationException($"The environment variable {name} is not set.");

    private static string? Optional(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
