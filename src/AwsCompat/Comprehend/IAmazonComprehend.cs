using Amazon.Runtime;
using Amazon.Comprehend.Model;

namespace Amazon.Comprehend;

/// <summary>Finds what names persons in texts. A failure is an <see cref="AmazonComprehendException"/>.</summary>
public interface IAmazonComprehend : IAmazonService, IDisposable
{
    Task<DetectPiiEntitiesResponse> DetectPiiEntitiesAsync(DetectPiiEntitiesRequest request, CancellationToken cancellationToken = default);
}
