namespace Clinic.Local.Cli;

/// <summary>The command line cannot be read as it is written.</summary>
internal sealed class UsageException(string message) : Exception(message);
