using Clinic.Core.Security;

namespace Clinic.Demo;

/// <summary>A demo account; it exists on this machine alone.</summary>
public sealed record DemoAccount(string Id, string Email, Role Role, string FirstName, string FirstLastName, string? SecondLastName);

/// <summary>The five accounts that a newcomer signs in with. Their ids are fixed, so that event files can name them.</summary>
public static class DemoAccounts
{
    public const string Password = "duelo-y-esperanza";

    public static readonly DemoAccount Admin = new("01990000-0000-7000-8000-000000000001", "admin@clinic.test", Role.Admin, "Íñigo", "Zepeda", "Ceballos");
    public static readonly DemoAccount Support = new("01990000-0000-7000-8000-000000000002", "support@clinic.test", Role.AdminSupport, "Mónica", "Hernández", "Bravo");
    public static readonly DemoAccount Thanatologist = new("01990000-0000-7000-8000-000000000003", "thanatologist@clinic.test", Role.Thanatologist, "Lucía", "Sánchez", "Álvarez");
    public static readonly DemoAccount Thanatologist2 = new("01990000-0000-7000-8000-000000000004", "thanatologist2@clinic.test", Role.Thanatologist, "Héctor", "Ávila", "Urgell");
    public static readonly DemoAccount Patient = new("01990000-0000-7000-8000-000000000005", "patient@clinic.test", Role.Patient, "Begoña", "Muñoz", "O'Farrill");

    public static readonly IReadOnlyList<DemoAccount> All = [Admin, Support, Thanatologist, Thanatologist2, Patient];
}
