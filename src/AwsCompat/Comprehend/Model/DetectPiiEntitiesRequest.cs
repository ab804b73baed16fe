namespace Amazon.Comprehend.Model;

/// <summary>Asks what in a text names or identifies a person.</summary>
public class DetectPiiEntitiesRequest : AmazonComprehendRequest
{
    /// <summary>English or Spanish; required.</summary>
    public LanguageCode LanguageCode { get; set; }

    /// <summary>At least one character, at most 100 KB in UTF-8; required.</summary>
    public string Text { get; set; }
}
