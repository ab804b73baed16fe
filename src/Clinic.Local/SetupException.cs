namespace Clinic.Local;

/// <summary>
/// Something that the user can put right (a port that is taken, a missing tool, an unreadable template). Its message is one
/// line that says what to do; the command line prints it without a stack trace and exits with 1.
/// </summary>
public sealed class SetupException : Exception
{
    public SetupException(string message)
        : base(message)
    {
    }

    public SetupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
