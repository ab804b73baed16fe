namespace Clinic.Local.Aws.Lambda;

/// <summary>So many invocations of one function are waiting for a process that Lambda would throttle.</summary>
public sealed class TooManyInvocationsException(string function) : Exception($"Too many invocations of {function} are waiting.");
