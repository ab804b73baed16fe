using Clinic.Core.Security;
using Clinic.Core.Users;

namespace Clinic.Testing;

/// <summary>Builds stored users; a patient's record is open unless it is said to be closed.</summary>
public sealed class UserBuilder
{
    private User user;

    internal UserBuilder(Role role)
    {
        var patient = role is Role.Patient;
        var data = new MasterData
        {
            FirstName = patient ? "Rosa" : "Itzel",
            FirstLastName = patient ? "Gómez" : "Muñoz",
            Email = patient ? null : "itzel@example.org",
        };
        var record = patient ? new PatientRecord(true, A.Id(), null, 0, A.Moment, null) : null;
        user = new User(A.Id(), role, UserStatus.Active, data, 1, A.Moment, A.Moment, null, record);
    }

    public UserBuilder Named(string firstName, string firstLastName, string? secondLastName = null) => With(data => data with
    {
        FirstName = firstName,
        FirstLastName = firstLastName,
        SecondLastName = secondLastName,
    });

    public UserBuilder With(Func<MasterData, MasterData> change) => Change(user with { Data = change(user.Data) });

    public UserBuilder WithId(string id) => Change(user with { Id = id });

    public UserBuilder WithEmail(string? email) => With(data => data with { Email = email });

    public UserBuilder Inactive() => Change(user with { Status = UserStatus.Inactive });

    public UserBuilder LastSeen(DateTimeOffset at) => Change(user with { LastLoginAt = at });

    public UserBuilder Of(string thanatologistId) => Record(record => record with { ThanatologistId = thanatologistId });

    public UserBuilder Closed() => Record(record => record with { IsOpen = false, ClosedAt = A.Moment });

    public UserBuilder OpenedAt(DateTimeOffset moment) => Record(record => record with { OpenedAt = moment });

    public UserBuilder WithEkr(string text) => Record(record => record with { Ekr = text });

    public User Build() => user;

    private UserBuilder Record(Func<PatientRecord, PatientRecord> change) =>
        Change(user with { Record = change(user.Record ?? throw new InvalidOperationException("Only patients have a record.")) });

    private UserBuilder Change(User changed)
    {
        user = changed;
        return this;
    }
}
