namespace Clinic.Demo;

/// <summary>What the host puts into tables that have no users yet.</summary>
public enum Seeding
{
    /// <summary>Nothing: tests make their own.</summary>
    None,

    /// <summary>The five demo accounts alone.</summary>
    Accounts,

    /// <summary>The accounts, ten thanatologists, their patients and sessions.</summary>
    Demo,
}
