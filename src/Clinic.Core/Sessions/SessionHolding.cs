using Clinic.Core.Errors;
using Clinic.Core.Security;
using Clinic.Core.Users;

namespace Clinic.Core.Sessions;

/// <summary>
/// Who holds a new session. A thanatologist holds their own patients' sessions, and with a reason substitutes for a
/// colleague; an admin always substitutes; what a service writes belongs to the record's thanatologist.
/// </summary>
internal sealed record SessionHolding(string ThanatologistId, bool Substitute)
{
    public static SessionHolding Of(Caller caller, User? patient, NewSession input)
    {
        if (patient is not { IsPatient: true } || (patient.Record is null && caller.IsThanatologist))
            throw new NotFoundException("There is no such patient.");
        if (patient.Record is not { } record)
            throw new ConflictException("The patient has no record yet: open it first.");
        var holder = caller.UserId ?? record.ThanatologistId;
        var substitutes = holder != record.ThanatologistId;
        if (substitutes && caller.IsThanatologist && input.Substitute is not true)
            throw new NotFoundException("There is no such patient.");
        if (!record.IsOpen)
            throw new ConflictException("The patient's record is closed: reopen it first.");
        if (substitutes && string.IsNullOrWhiteSpace(input.Reason))
            throw new InvalidInputException("reason", "is required: why you hold the session in the thanatologist's place");
        if (!substitutes && input.Substitute is true)
            throw new InvalidInputException("substitute", "is for a colleague's patient: this one's thanatologist holds the session");
        if (!substitutes && input.Reason is not null)
            throw new InvalidInputException("reason", "is for substitute sessions only");
        return new SessionHolding(holder, substitutes);
    }
}
