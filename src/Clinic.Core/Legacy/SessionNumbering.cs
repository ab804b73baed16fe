namespace Clinic.Core.Legacy;

/// <summary>
/// The numbers of a patient's imported sessions: the old ones where those are 1, 2, 3 … without a gap, else by date, then id. It
/// depends on which sessions there are and not on the order in which they came. Numbers that the application has given stay its own.
/// </summary>
internal static class SessionNumbering
{
    public static IReadOnlyDictionary<int, LegacySession> Assign(IReadOnlyCollection<LegacySession> sessions, IReadOnlySet<int> taken)
    {
        var free = Enumerable.Range(1, sessions.Count + taken.Count).Where(number => !taken.Contains(number));
        return free.Zip(InOrder(sessions)).ToDictionary();
    }

    private static IEnumerable<LegacySession> InOrder(IReadOnlyCollection<LegacySession> sessions)
    {
        var byNumber = sessions.OrderBy(session => session.Number).ToList();
        return byNumber.Select(session => session.Number).SequenceEqual(Enumerable.Range(1, sessions.Count))
            ? byNumber
            : sessions.OrderBy(session => session.Date).ThenBy(session => session.Id.Length).ThenBy(session => session.Id, StringComparer.Ordinal);
    }
}
