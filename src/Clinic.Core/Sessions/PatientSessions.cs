using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Security;
using Clinic.Core.Users;

namespace Clinic.Core.Sessions;

/// <summary>A patient's sessions, for those who may see the patient.</summary>
public sealed class PatientSessions(DynamoUsers users, DynamoSessionList list)
{
    /// <exception cref="NotFoundException">There is no such patient, or the caller may not see them.</exception>
    public async Task<Slice<SessionSummary>> ListAsync(Caller caller, SessionQuery query, Page page)
    {
        query.CheckPeriod();
        if (!(await users.FindAsync(query.UserId!) is { IsPatient: true } patient && (caller.IsService || caller.Sees(patient))))
            throw new NotFoundException();
        return await list.ListOfPatientAsync(query, page);
    }
}
