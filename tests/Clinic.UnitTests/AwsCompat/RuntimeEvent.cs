using System.Text;

namespace Clinic.UnitTests.AwsCompat;

/// <summary>One answer to <c>/invocation/next</c>.</summary>
internal sealed record RuntimeEvent(string RequestId, byte[] Body)
{
    public RuntimeEvent(string requestId, string body)
        : this(requestId, Encoding.UTF8.GetBytes(body))
    {
    }

    public int Status { get; init; } = 200;

    public bool Chunked { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];
}
