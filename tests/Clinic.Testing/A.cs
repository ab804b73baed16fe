using Clinic.Core.Agenda;
using Clinic.Core.Care;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Sessions;
using Clinic.Core.Users;
using Microsoft.Extensions.Time.Testing;

namespace Clinic.Testing;

/// <summary>Valid things for tests, to be changed with <c>with</c> or a builder: <c>A.Patient().Closed().Build()</c>.</summary>
public static class A
{
    /// <summary>When the tests' clocks start: a Sunday, 12:00 in Mexico City.</summary>
    public static readonly DateTimeOffset Moment = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);

    public static readonly DateOnly Day = new(2026, 11, 22);

    /// <summary>No product password and not a common one.</summary>
    public const string Password = "duelo-y-esperanza";

    /// <summary>The admin of every table set, who is in no list.</summary>
    public const string AdminId = "019aa8f0-0000-7000-8000-00000000000a";

    private static int requests;

    public static FakeTimeProvider Clock() => new(Moment);

    public static string Id() => Guid.CreateVersion7(Moment).ToString();

    public static UserBuilder Patient() => new(Role.Patient);

    public static UserBuilder Staff(Role role = Role.Thanatologist) => new(role);

    /// <summary>A signed-in user with the scopes of the role, in a request of their own: an admin who is stored, or a stranger of another role.</summary>
    public static Caller Caller(Role role, string? id = null)
    {
        id ??= role is Role.Admin ? AdminId : Id();
        return new Caller(id, id, role, Scope.Of(role).ToHashSet(), RequestId());
    }

    /// <summary>An API key or a client-credentials token: scopes and no user.</summary>
    public static Caller Service(params string[] scopes) => new("service-" + Id(), null, null, scopes.ToHashSet(), RequestId());

    /// <summary>Somebody on a public route.</summary>
    public static Caller Nobody() => Core.Security.Caller.From(null, RequestId());

    public static NewUser NewStaff(Role role = Role.Thanatologist) => new()
    {
        Role = role,
        FirstName = "Itzel",
        FirstLastName = "Muñoz",
        Email = $"itzel.{Id()}@example.org",
        Password = Password,
    };

    public static NewUser NewPatient(string? thanatologistId = null) => new()
    {
        Role = Role.Patient,
        FirstName = "Rosa",
        FirstLastName = "Gómez",
        Record = thanatologistId is null ? null : new NewRecord(thanatologistId),
    };

    public static NewSession NewSession(string? patientId = null) => new(
        patientId ?? Id(), Day, "Servicios Acompañamiento", "Tanatología", "Diálogo", "Duelo", "La paciente habla de su pérdida.", 150.50m);

    /// <summary>One hour in person, booked for the day after tomorrow at 9 o'clock in Mexico City.</summary>
    public static Appointment Appointment() => new(
        Id(), Id(), Id(), new DateTimeOffset(2026, 11, 24, 15, 0, 0, TimeSpan.Zero), 60, AppointmentMode.InPerson, "Consultorio 3", null, AppointmentStatus.Booked, 1, Moment, Moment);

    /// <summary>Of which the kind alone is known.</summary>
    public static Loss Loss() => new(Id(), Id(), "Muerte", null, null, null, null, null, null, null, 1, Moment, Moment);

    /// <summary>What a service is told about the answer when the request has no Idempotency-Key.</summary>
    public static ResponseToStore<T> NoKey<T>() => new(null, _ => throw new InvalidOperationException("Without a key no answer is made."));

    /// <summary>Entries of the same moment are in the order of their requests.</summary>
    private static string RequestId() => $"request-{Interlocked.Increment(ref requests):D6}";
}
