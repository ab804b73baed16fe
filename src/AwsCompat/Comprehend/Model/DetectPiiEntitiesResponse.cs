using Amazon.Runtime;

namespace Amazon.Comprehend.Model;

/// <summary>What was found in a text.</summary>
public class DetectPiiEntitiesResponse : AmazonWebServiceResponse
{
    /// <summary>Null when the answer names none, unless the SDK is told to initialize collections.</summary>
    public List<PiiEntity> Entities { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
