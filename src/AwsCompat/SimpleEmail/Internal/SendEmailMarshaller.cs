#nullable enable
using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.SimpleEmail.Model;

namespace Amazon.SimpleEmail.Internal;

/// <summary>Writes the request in the AWS query protocol; the pipeline makes the form of the parameters.</summary>
internal sealed class SendEmailMarshaller : IMarshaller<IRequest, AmazonWebServiceRequest>
{
    public static SendEmailMarshaller Instance { get; } = new();

    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var email = (SendEmailRequest)input;
        var request = new DefaultRequest(input, "Amazon.SimpleEmail");
        var parameters = request.Parameters;
        parameters.Add("Action", "SendEmail");
        parameters.Add("Version", "2010-12-01");
        Add(parameters, "ConfigurationSetName", email.ConfigurationSetName);
        Add(parameters, "Destination.BccAddresses", email.Destination?.BccAddresses);
        Add(parameters, "Destination.CcAddresses", email.Destination?.CcAddresses);
        Add(parameters, "Destination.ToAddresses", email.Destination?.ToAddresses);
        Add(parameters, "Message.Body.Html", email.Message?.Body?.Html);
        Add(parameters, "Message.Body.Text", email.Message?.Body?.Text);
        Add(parameters, "Message.Subject", email.Message?.Subject);
        Add(parameters, "ReplyToAddresses", email.ReplyToAddresses);
        Add(parameters, "Source", email.Source);
        return request;
    }

    private static void Add(IDictionary<string, string> parameters, string name, string? value)
    {
        if (value is not null)
            parameters.Add(name, value);
    }

    private static void Add(IDictionary<string, string> parameters, string name, Content? content)
    {
        Add(parameters, name + ".Charset", content?.Charset);
        Add(parameters, name + ".Data", content?.Data);
    }

    private static void Add(IDictionary<string, string> parameters, string name, List<string>? members)
    {
        for (var i = 0; i < members?.Count; i++)
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"{name}.member.{i + 1}"), members[i]);
    }
}
