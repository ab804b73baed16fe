using Clinic.Core.Sessions;

namespace Clinic.Ingestion;

/// <summary>
/// The numbers of a patient's imported sessions: the old ones where those are 1, 2, 3 … without a gap, else by date, then id. It
/// depends on which sessions there are and not on the order in which they came. Numbers that the application has given stay its own.
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
/// <param name="Number">The old one.</param>
internal readonly record struct NumberedSession(string Id, int Number, DateOnly Date)
{
    public static NumberedSession Of(LegacySession session) => new(session.Id, session.Number, session.Date);

    /// <param name="session">An imported one that is written.</param>
    public static NumberedSession Of(Session session) => new(session.LegacyId!, session.LegacyNumber ?? session.Number, session.Date);
}
