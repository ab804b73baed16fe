namespace Amazon.Lambda.DynamoDBEvents;

/// <summary>A batch of changes of a table, in the order in which its stream has them; absent members are null.</summary>
public class DynamoDBEvent
{
    public IList<DynamodbStreamRecord> Records { get; set; }

    /// <summary>One value of an item: the member of its type is set, and the others are null.</summary>
    public class AttributeValue
    {
        public MemoryStream B { get; set; }
        public bool? BOOL { get; set; }
        public List<MemoryStream> BS { get; set; }
        public List<AttributeValue> L { get; set; }
        public Dictionary<string, AttributeValue> M { get; set; }
        public string N { get; set; }
        public List<string> NS { get; set; }
        public bool? NULL { get; set; }
        public string S { get; set; }
        public List<string> SS { get; set; }
    }

    /// <summary>One change: EventName is INSERT, MODIFY or REMOVE.</summary>
    public class DynamodbStreamRecord
    {
        public string EventSourceArn { get; set; }
        public string AwsRegion { get; set; }
        public StreamRecord Dynamodb { get; set; }
        public string EventID { get; set; }
        public string EventName { get; set; }
        public string EventSource { get; set; }
        public string EventVersion { get; set; }
        public Identity UserIdentity { get; set; }
    }

    /// <summary>Who made the change, where that was DynamoDB itself: an item whose time to live was over.</summary>
    public class Identity
    {
        public string PrincipalId { get; set; }
        public string Type { get; set; }
    }

    /// <summary>The item before and after, as far as the stream's view type has them; the time is to the second.</summary>
    public class StreamRecord
    {
        public DateTime ApproximateCreationDateTime { get; set; }
        public Dictionary<string, AttributeValue> Keys { get; set; }
        public Dictionary<string, AttributeValue> NewImage { get; set; }
        public Dictionary<string, AttributeValue> OldImage { get; set; }
        public string SequenceNumber { get; set; }
        public long SizeBytes { get; set; }
        public string StreamViewType { get; set; }
    }
}
