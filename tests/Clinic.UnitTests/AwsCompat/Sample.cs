using System.Text.Json.Serialization;

namespace Clinic.UnitTests.AwsCompat;

internal sealed class Sample
{
    public string? Name { get; set; }

    public string? Absent { get; set; }
}

[JsonSerializable(typeof(Sample))]
internal sealed partial class SampleJson : JsonSerializerContext;
