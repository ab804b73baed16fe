using Clinic.Core.Sessions;

namespace Clinic.Ingestion;

/// <summary>What is to be written so that a patient is what their rows say, in this order: the patient, the sessions that get another number, the new sessions.</summary>
/// <param name="PatientId">The old id.</param>
/// <param name="Outcomes">What becomes of the patient's rows with it, by table and old id.</param>
/// <param name="Sessions">Rows of sessions, some of which go on waiting.</param>
/// <param name="Moves">One after the other, each to a number that is free then.</param>
internal sealed record PatientChange(
    string PatientId, IReadOnlyDictionary<string, RowOutcome> Outcomes, SessionRows Sessions, UserWrite? User, IReadOnlyList<(Session Before, Session After)> Moves, IReadOnlyList<Session> New);
