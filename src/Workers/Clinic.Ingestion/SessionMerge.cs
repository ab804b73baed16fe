using Clinic.Core.Sessions;
using Clinic.Core.Text;

namespace Clinic.Ingestion;

/// <summary>
/// The sessions of a patient, or of a record whose patient has not been imported: those that a file brings, together with those that have
/// waited and those that are stored. A session is never changed, so what comes again has to be the same.
/// </summary>
internal sealed class SessionMerge
{
    private readonly Dictionary<string, PendingSession> pending = [];
    private readonly FilePass pass;
    private readonly IReadOnlyCollection<StagedRow> staged;

    /// <param name="waiting">Staged rows; some may be written already and are then deleted.</param>
    public SessionMerge(IReadOnlyCollection<Session> written, IReadOnlyCollection<StagedRow> waiting, IEnumerable<LegacySession> brought, FilePass pass, LegacyRows rules)
    {
        (this.pass, staged) = (pass, waiting);
        var present = written.Where(session => session.LegacyId is not null).ToDictionary(session => session.LegacyId!);
        foreach (var row in waiting.Where(row => !present.ContainsKey(row.Id)))
            pending.Add(row.Id, new PendingSession(rules.Session(new ImportRow(LegacyTable.Sessions, 0, row.Values)), row.Job, row));
        foreach (var session in brought)
        {
            var name = PendingSession.NameOf(session);
            if (present.TryGetValue(session.Id, out var before))
                Outcomes.Add(name, IsSame(before, session) ? Taken(before.ImportedBy) : Changed(before.ImportedBy));
            else if (!pending.TryGetValue(session.Id, out var row))
                AddNew(session);
            else if (row.Session != session)
                Outcomes.Add(name, Changed(row.Job));
        }
    }

    /// <summary>Those to be written.</summary>
    public IReadOnlyCollection<PendingSession> Pending => pending.Values;

    public Dictionary<string, RowOutcome> Outcomes { get; } = [];

    /// <summary>Those that have to wait, staged or not.</summary>
    public IReadOnlyList<StagedRow> Waiting { get; private set; } = [];

    /// <summary>Those that have to wait and are not staged yet.</summary>
    public IEnumerable<StagedRow> ToStage => Waiting.Except(staged);

    /// <summary>Those that were staged and are written now.</summary>
    public IEnumerable<StagedRow> Done => staged.Except(Waiting);

    /// <summary>Decides for each row whether it is written now or has to wait.</summary>
    public void Decide(Func<PendingSession, bool> isWritten)
    {
        var written = pending.Values.Where(isWritten).ToHashSet();
        foreach (var row in pending.Values)
            Outcomes.TryAdd(row.Name, written.Contains(row) ? Taken(row.Job) : RowOutcome.Waiting);
        Waiting = [.. pending.Values.Where(row => !written.Contains(row)).Select(row =>
            row.Staged ?? new StagedRow(StagedRow.RecordGroup(row.Session.RecordId), row.Name, row.Job, "", LegacyRows.ValuesOf(row.Session)))];
    }

    private void AddNew(LegacySession session)
    {
        if (pass.IsRecount)
            Outcomes.Add(PendingSession.NameOf(session), RowOutcome.Waiting);
        else
            pending.Add(session.Id, new PendingSession(session, pass.Job, null));
    }

    private RowOutcome Taken(string? job) => job == pass.Job ? RowOutcome.Taken : RowOutcome.Unchanged;

    private RowOutcome Changed(string? job) =>
        RowOutcome.Rejected("id", job == pass.Job ? "came before in this file" : "came before and is not the same: a session is never changed");

    private static bool IsSame(Session written, LegacySession row) =>
        (written.LegacyNumber ?? written.Number, written.Date, written.ServiceType, written.InterventionType, written.Tool, written.Motive, TextForm.Of(written.Evaluation), written.RecoveryFee)
            == (row.Number, row.Date, row.ServiceType, row.InterventionType, row.Tool, row.Motive, row.Evaluation, row.RecoveryFee)
        && (row.StaffId is null || LegacyId.Staff(row.StaffId) == written.ThanatologistId);
}

/// <summary>A session that is to be written as soon as what it belongs to is there.</summary>
/// <param name="Job">The import that brought it.</param>
/// <param name="Staged">The row that has waited; null for one that comes now.</param>
internal sealed record PendingSession(LegacySession Session, string Job, StagedRow? Staged)
{
    public string Name => NameOf(Session);

    public static string NameOf(LegacySession session) => $"{StagedRow.Session}#{session.Id}";
}

/// <summary>
/// The numbers of a patient's imported sessions: the old numbers if those are 1, 2, 3 … without a gap, else by date, then id. They
/// depend on which sessions there are and not on the order in which they came. Numbers that the application has assigned stay as they are.
/// </summary>
internal static class SessionNumbering
{
    /// <returns>The sessions' old ids by number.</returns>
    public static IReadOnlyDictionary<int, string> Assign(IReadOnlyCollection<NumberedSession> sessions, IReadOnlySet<int> taken)
    {
        var free = Enumerable.Range(1, sessions.Count + taken.Count).Where(number => !taken.Contains(number));
        return free.Zip(InOrder(sessions).Select(session => session.Id)).ToDictionary();
    }

    private static IEnumerable<NumberedSession> InOrder(IReadOnlyCollection<NumberedSession> sessions)
    {
        var byNumber = sessions.OrderBy(session => session.Number).ToList();
        return byNumber.Select(session => session.Number).SequenceEqual(Enumerable.Range(1, sessions.Count))
            ? byNumber
            : sessions.OrderBy(session => session.Date).ThenBy(session => session.Id.Length).ThenBy(session => session.Id, StringComparer.Ordinal);
    }
}

/// <summary>What an imported session's number depends on.</summary>
/// <param name="Number">The old number.</param>
internal readonly record struct NumberedSession(string Id, int Number, DateOnly Date)
{
    public static NumberedSession Of(LegacySession session) => new(session.Id, session.Number, session.Date);

    /// <param name="session">An imported one that is written.</param>
    public static NumberedSession Of(Session session) => new(session.LegacyId!, session.LegacyNumber ?? session.Number, session.Date);
}
