namespace Amazon.SimpleEmail.Model;

/// <summary>One mail; source, destination and message are required.</summary>
public class SendEmailRequest : AmazonSimpleEmailServiceRequest
{
    public SendEmailRequest()
    {
    }

    public SendEmailRequest(string source, Destination destination, Message message)
    {
        Source = source;
        Destination = destination;
        Message = message;
    }

    public string ConfigurationSetName { get; set; }
    public Destination Destination { get; set; }
    public Message Message { get; set; }
    public List<string> ReplyToAddresses { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
    public string Source { get; set; }
}
