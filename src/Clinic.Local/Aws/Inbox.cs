namespace Clinic.Local.Aws;

/// <summary>The last thousand of what would have gone out, newest first. In memory: they are gone when the host stops.</summary>
internal abstract class Inbox<T>
{
    private const int Capacity = 1000;

    private readonly Lock gate = new();
    private readonly LinkedList<T> arrived = [];

    public void Add(T sent)
    {
        lock (gate)
        {
            arrived.AddFirst(sent);
            if (arrived.Count > Capacity)
                arrived.RemoveLast();
        }
    }

    /// <summary>All of them, or those to one address.</summary>
    public IReadOnlyList<T> List(string? to = null)
    {
        lock (gate)
            return [.. arrived.Where(sent => to is null || IsTo(sent, to))];
    }

    protected abstract bool IsTo(T sent, string address);
}
