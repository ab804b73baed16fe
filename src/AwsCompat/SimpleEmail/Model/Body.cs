namespace Amazon.SimpleEmail.Model;

/// <summary>A mail's body as text, as HTML, or as both.</summary>
public class Body
{
    public Body()
    {
    }

    public Body(Content text) => Text = text;

    public Content Html { get; set; }
    public Content Text { get; set; }
}
