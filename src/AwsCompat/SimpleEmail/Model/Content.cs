namespace Amazon.SimpleEmail.Model;

/// <summary>Text in a character set; without one SES takes it for 7-bit ASCII.</summary>
public class Content
{
    public Content()
    {
    }

    public Content(string data) => Data = data;

    public string Charset { get; set; }
    public string Data { get; set; }
}
