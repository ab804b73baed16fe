namespace Amazon.SimpleEmail.Model;

/// <summary>A mail's subject and body.</summary>
public class Message
{
    public Message()
    {
    }

    public Message(Content subject, Body body)
    {
        Subject = subject;
        Body = body;
    }

    public Body Body { get; set; }
    public Content Subject { get; set; }
}
