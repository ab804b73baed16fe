namespace BCrypt.Net;

/// <summary>What should be a bcrypt hash is not one.</summary>
public class SaltParseException : Exception
{
    public SaltParseException(string message)
        : base(message)
    {
    }

    public SaltParseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
