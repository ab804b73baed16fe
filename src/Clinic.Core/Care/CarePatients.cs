using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Users;

namespace Clinic.Core.Care;

/// <summary>Whose care a caller may read and write: an admin everybody's, a thanatologist that of their own patients, a service with the scope everybody's.</summary>
public sealed class CarePatients(DynamoUsers users)
{
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    /// <param name="missing">What the refusal says; that there is no such resource unless something else is given.</param>
    public async Task<User> FindAsync(Caller caller, string id, ProblemCode? missing = null) =>
        await users.FindAsync(id) is var patient && caller.SeesPatient(patient) ? patient : throw new NotFoundException(missing ?? ProblemCode.NotFound);

    /// <summary>The same, where something is written into the record, which has to be open.</summary>
    /// <exception cref="ConflictException">The patient has no record, or it is closed.</exception>
    public async Task<User> FindOpenAsync(Caller caller, string id, ProblemCode? missing = null)
    {
        var patient = await FindAsync(caller, id, missing);
        CheckOpen(patient);
        return patient;
    }

    /// <exception cref="ConflictException">The patient has no record, or it is closed.</exception>
    internal static void CheckOpen(User patient)
    {
        if (patient.Record is not { IsOpen: true })
            throw new ConflictException(patient.Record is null ? ProblemCode.NoRecord : ProblemCode.RecordClosed);
    }
}
