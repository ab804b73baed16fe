using Clinic.Local.Template;

namespace Clinic.Local.Aws.EventSources;

/// <summary>A batch in the making: the records that the filter lets through, until it is full or its window is over.</summary>
internal sealed class ShardBatch(StreamTrigger trigger, TimeProvider time)
{
    private readonly List<StreamRecord> records = [];
    private long opened;

    public IReadOnlyList<StreamRecord> Records => records;

    public int Room => trigger.BatchSize - records.Count;

    /// <summary>The sequence number of the last record that was read, kept out or not.</summary>
    public string? LastRead { get; private set; }

    /// <summary>Empty, or still open to more.</summary>
    public bool IsFilling => records.Count > 0
        ? Room > 0 && time.GetElapsedTime(opened) < trigger.BatchingWindow
        : LastRead is null;

    public void Add(IReadOnlyList<StreamRecord> page)
    {
        if (page is [.., var last])
            LastRead = last.SequenceNumber;
        var passed = page.Where(record => trigger.EventNames.Count == 0 || trigger.EventNames.Contains(record.EventName)).ToList();
        if (records.Count == 0 && passed.Count > 0)
            opened = time.GetTimestamp();
        records.AddRange(passed);
    }
}
