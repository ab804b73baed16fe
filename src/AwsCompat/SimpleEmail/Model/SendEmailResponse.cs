using Amazon.Runtime;

namespace Amazon.SimpleEmail.Model;

/// <summary>SES has taken the mail on and knows it by this id.</summary>
public class SendEmailResponse : AmazonWebServiceResponse
{
    public string MessageId { get; set; }
}
