using System.Text.Json;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>Leaves property names as they are, except the two of S3's events that no .NET name can spell.</summary>
public class AwsNamingPolicy : JsonNamingPolicy
{
    public override string ConvertName(string name) => name switch
    {
        "XAmzId2" => "x-amz-id-2",
        "XAmzRequestId" => "x-amz-request-id",
        _ => name,
    };
}
