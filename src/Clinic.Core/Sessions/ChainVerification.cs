using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.Sessions;

/// <summary>What a verification of a patient's chain has found. No text of a session is in it.</summary>
/// <param name="Sessions">How many sessions are in the chain.</param>
/// <param name="Addenda">How many addenda are in it.</param>
/// <param name="FirstBroken">Absent of a valid chain.</param>
/// <param name="Since">All sessions from this number on are in the chain, with their addenda.</param>
public sealed record ChainView(int Sessions, int Addenda, bool Valid, ChainPlace? FirstBroken, int Since);

/// <summary>The session or addendum with the lowest number that is not as it was signed, or beside which something is missing.</summary>
/// <param name="Addendum">Of the session's addenda the first, second …; absent when it is the session itself.</param>
public sealed record ChainPlace(string SessionId, int Number, int? Addendum);

/// <summary>The head of a day, as it is kept where nobody can change it.</summary>
public sealed record KeptHead(DateOnly Day, string Hash);

/// <summary>
/// Verifies what is stored of a patient: every hash anew, every link to the one before, the end against the patient's head, and the heads of
/// days that are kept elsewhere. Sessions are taken one at a time, and only their hashes are held.
/// </summary>
internal sealed class ChainVerification(string userId)
{
    private readonly List<Link> links = [];
    private readonly List<(int Number, bool IsImported)> unsigned = [];
    private Link? broken;
    private int highest;
    private int sessions;
    private int lowestOfOwn = int.MaxValue;

    /// <param name="item">A session as it is stored, in any order.</param>
    public void Take(IReadOnlyDictionary<string, AttributeValue> item)
    {
        var number = item.Number("number");
        highest = Math.Max(highest, number);
        if (Read(item) is not { } session)
        {
            Break(new Link(number, 0, "", null));
            return;
        }
        if (session.Signature is { } signature)
        {
            sessions++;
            lowestOfOwn = signature.Adopted is true ? lowestOfOwn : Math.Min(lowestOfOwn, number);
            Add(new Link(number, 0, signature.Hash, signature.PreviousHash), IsAsWritten(item, session) && SessionChain.HashOf(session) == signature.Hash);
        }
        var isSigned = session.Signature is not null;
        for (var i = 0; i < session.Addenda.Count; i++)
        {
            if (session.Addenda[i] is { Signature: { } ofAddendum } addendum)
                Add(new Link(number, i + 1, ofAddendum.Hash, ofAddendum.PreviousHash), SessionChain.HashOf(addendum, session.Id) == ofAddendum.Hash);
            else if (isSigned)
                Break(new Link(number, i + 1, "", null)); // whoever signs a session has signed its addenda
            isSigned |= session.Addenda[i].Signature is not null;
        }
        if (session.Signature is null)
            unsigned.Add((number, session.LegacyId is not null));
    }

    /// <param name="head">The patient's, as it was before the sessions were read; null without a chain.</param>
    /// <param name="kept">By day.</param>
    public ChainView Conclude(string? head, IReadOnlyCollection<KeptHead> kept)
    {
        // The application gives no number below that of a session that it has signed.
        foreach (var (number, _) in unsigned.Where(session => !session.IsImported && session.Number > lowestOfOwn))
            Break(new Link(number, 0, "", null));
        if (broken is null)
            Follow(head, kept);
        var since = unsigned.Count == 0 ? 1 : unsigned.Max(session => session.Number) + 1;
        return new ChainView(sessions, links.Count - sessions, broken is null, broken is null ? null : PlaceOf(broken), since);
    }

    private void Follow(string? head, IReadOnlyCollection<KeptHead> kept)
    {
        var next = links.ToLookup(link => link.Previous);
        var reached = new Dictionary<string, int>();
        Link? last = null;
        // A hash cannot lead back to itself, and what comes again is reached once.
        while (next[last?.Hash].FirstOrDefault() is { } link && reached.TryAdd(link.Hash, reached.Count))
            last = link;
        if (reached.Count < links.Count)
            Break(links.Where(link => !reached.ContainsKey(link.Hash)).DefaultIfEmpty(links[^1]).MinBy(link => link.Position)!);
        else if (last?.Hash != head)
            Break(last ?? new Link(Math.Max(highest, 1), 0, "", null));
        else
            Compare(kept, reached);
    }

    /// <summary>Whether the chain has every head that is kept, in the order of their days.</summary>
    private void Compare(IEnumerable<KeptHead> kept, Dictionary<string, int> reached)
    {
        var before = -1;
        foreach (var head in kept.OrderBy(head => head.Day))
        {
            if (!reached.TryGetValue(head.Hash, out var position) || position < before)
            {
                // What follows the last head that is there was written anew, or is gone.
                var place = Math.Min(before + 1, links.Count - 1);
                Break(place < 0 ? new Link(Math.Max(highest, 1), 0, "", null) : links.Single(link => reached[link.Hash] == place));
                return;
            }
            before = position;
        }
    }

    /// <summary>Null for what no version of this product has written.</summary>
    private static Session? Read(IReadOnlyDictionary<string, AttributeValue> item)
    {
        try
        {
            return SessionItems.Read(item);
        }
        catch (Exception unreadable) when (unreadable is KeyNotFoundException or FormatException or ArgumentException or OverflowException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }

    /// <summary>Whether nothing else is stored, in no other form: the hash is of what a session says, and not of every attribute.</summary>
    private static bool IsAsWritten(IReadOnlyDictionary<string, AttributeValue> item, Session session) => !ItemDifference.Attributes(Item.Of(item), SessionItems.Write(session)).Any();

    private void Add(Link link, bool isIntact)
    {
        links.Add(link);
        if (!isIntact)
            Break(link);
    }

    private void Break(Link link) => broken = broken is null || link.Position.CompareTo(broken.Position) < 0 ? link : broken;

    private ChainPlace PlaceOf(Link link) => new(SessionId.Of(userId, link.Number), link.Number, link.Addendum == 0 ? null : link.Addendum);

    /// <param name="Addendum">0 for the session itself.</param>
    private sealed record Link(int Number, int Addendum, string Hash, string? Previous)
    {
        public (int, int) Position => (Number, Addendum);
    }
}
