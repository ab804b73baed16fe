namespace Clinic.Local.Pages;

/// <summary>How much demo data was put in.</summary>
internal sealed record DemoDataOverview(int Thanatologists, int Patients, int Sessions);
