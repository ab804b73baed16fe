using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Users;

/// <summary>Tables with staff and patients whose names are hard to sort, written once for all tests of a class.</summary>
public sealed class ListedClinic : IAsyncLifetime
{
    private static readonly string[] LastNames =
        ["Ávila", "avila", "Ávila Zea", "Núñez", "Nava", "Ñáñez", "O'Farrill", "Oaxaca", "Zúñiga", "de la Cruz", "Dávila", "DE LA CRUZ", "Pérez", "Peña"];

    private readonly TableSet tables = new();

    public ClinicServices Services { get; private set; } = null!;

    public Caller Itzel { get; private set; } = null!;

    public Caller Colleague { get; private set; } = null!;

    public List<User> Users { get; } = [];

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        Services = new ClinicServices(tables);
        Itzel = await StaffAsync(Role.Thanatologist, "Itzel", "Muñoz");
        Colleague = await StaffAsync(Role.Thanatologist, "Raúl", "Ñuño");
        await StaffAsync(Role.Admin, "Íñigo", "Zepeda");
        await StaffAsync(Role.AdminSupport, "Mónica", "Álvarez");
        for (var i = 0; i < LastNames.Length; i++)
        {
            foreach (var (thanatologist, closed) in new[] { (Itzel, false), (Itzel, true), (Colleague, false), (Colleague, true) })
                await PatientAsync(i, thanatologist, closed);
        }
    }

    public Task DisposeAsync() => tables.DisposeAsync();

    private async Task PatientAsync(int i, Caller thanatologist, bool closed)
    {
        var patient = A.Patient().Named(i % 3 == 0 ? "Ángela" : "Luz", LastNames[i], i % 2 == 0 ? "Solís" : null).Of(thanatologist.UserId!);
        if (closed)
            patient.Closed();
        if (i % 5 == 0)
            patient.Inactive();
        if (i == 0)
            patient.WithEmail($"{A.Id()}@example.org");
        Users.Add(await Services.StoreAsync(patient.Build()));
    }

    private async Task<Caller> StaffAsync(Role role, string firstName, string lastName)
    {
        var user = await Services.StoreAsync(A.Staff(role).Named(firstName, lastName).WithEmail($"{A.Id()}@example.org").Build());
        Users.Add(user);
        return A.Caller(role, user.Id);
    }
}
