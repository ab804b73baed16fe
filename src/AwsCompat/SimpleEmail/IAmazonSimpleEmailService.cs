using Amazon.Runtime;
using Amazon.SimpleEmail.Model;

namespace Amazon.SimpleEmail;

/// <summary>Sends mail. A failure is an <see cref="AmazonSimpleEmailServiceException"/>.</summary>
public interface IAmazonSimpleEmailService : IAmazonService, IDisposable
{
    Task<SendEmailResponse> SendEmailAsync(SendEmailRequest request, CancellationToken cancellationToken = default);
}
