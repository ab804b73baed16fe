namespace Amazon.SimpleEmail.Model;

/// <summary>Who gets the mail. The lists are null until they are assigned, as everywhere in version 4 of the SDK.</summary>
public class Destination
{
    public Destination()
    {
    }

    public Destination(List<string> toAddresses) => ToAddresses = toAddresses;

    public List<string> BccAddresses { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
    public List<string> CcAddresses { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
    public List<string> ToAddresses { get; set; } = AWSConfigs.InitializeCollections ? [] : null;
}
