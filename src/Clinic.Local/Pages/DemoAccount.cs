using Clinic.Demo;

namespace Clinic.Local.Pages;

/// <summary>An account to try the API with, and what it may do.</summary>
internal sealed record DemoAccount(string Email, string Role, string May)
{
    /// <summary>Of all of them; it is printed everywhere, so it is good on a developer's machine only.</summary>
    public const string Password = DemoAccounts.Password;

    public static IReadOnlyList<DemoAccount> All { get; } =
    [
        new("admin@clinic.test", "admin", "Everything: staff, patients, sessions, audit, reports"),
        new("support@clinic.test", "admin_support", "Reads staff, patients’ master data and reports; no clinical text"),
        new("thanatologist@clinic.test", "thanatologist", "Own patients, their records and their sessions"),
        new("thanatologist2@clinic.test", "thanatologist", "A colleague, for substitute sessions and closed records"),
        new("patient@clinic.test", "patient", "Own profile and messages"),
    ];
}
