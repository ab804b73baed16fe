using Clinic.Core.Errors;

namespace Clinic.Core.Sessions;

/// <summary>Which sessions to list: a patient's, a thanatologist's or both, between two dates inclusive.</summary>
public sealed record SessionQuery(string? UserId, string? ThanatologistId, DateOnly? From, DateOnly? To)
{
    /// <exception cref="InvalidInputException">The last day is before the first.</exception>
    public void CheckPeriod()
    {
        if (From > To)
            throw new InvalidInputException("to", "must not be before from");
    }
}
