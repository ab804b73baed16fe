using System.Globalization;

namespace Clinic.Core.Errors;

/// <summary>A refusal that the caller is told, with the status that HTTP has for it (RFC 9110, section 15).</summary>
public abstract class ClinicException(int status, string message, Exception? cause = null) : Exception(message, cause)
{
    public int Status => status;

    /// <summary>The header that goes with the status, where one does.</summary>
    public (string Name, string Value)? Header { get; protected init; }
}

/// <summary>400: the input breaks a rule. <see cref="Errors"/> maps each field path, such as <c>address.zipCode</c>, to what is wrong with it.</summary>
public sealed class InvalidInputException(IReadOnlyDictionary<string, string[]> errors, string message = "The request is not valid: see errors.")
    : ClinicException(400, message)
{
    public InvalidInputException(string field, string error) : this(new Dictionary<string, string[]> { [field] = [error] })
    {
    }

    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;
}

/// <summary>401: the credentials that were sent are not right; what was wrong with them is never said.</summary>
public sealed class UnauthorizedException : ClinicException
{
    public UnauthorizedException(string message) : base(401, message) => Header = ("WWW-Authenticate", "Bearer");
}

/// <summary>403: the caller's role or scopes do not allow this.</summary>
public sealed class ForbiddenException(string message) : ClinicException(403, message)
{
    /// <summary>The account has been deactivated since the token was issued.</summary>
    public static ForbiddenException InactiveActor => new("The account that this token acts for is no longer active. Nothing was changed.");
}

/// <summary>404: it does not exist, or the caller may not see it. Both get the same response.</summary>
public sealed class NotFoundException(string message = "There is no such resource.") : ClinicException(404, message);

/// <summary>409: the request is valid and the state does not allow it.</summary>
public sealed class ConflictException(string message) : ClinicException(409, message);

/// <summary>412: <c>If-Match</c> names a version that is no longer the current one (RFC 9110, section 13.1.1).</summary>
public sealed class StaleVersionException()
    : ClinicException(412, "The resource has changed since it was read. Read it again and repeat the change.");

/// <summary>429: too many attempts; <c>Retry-After</c> says how many seconds to wait.</summary>
public sealed class TooManyRequestsException : ClinicException
{
    public TooManyRequestsException(string message, TimeSpan retryAfter) : base(429, message)
    {
        RetryAfter = retryAfter;
        Header = ("Retry-After", Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
    }

    public TimeSpan RetryAfter { get; }
}

/// <summary>503: nothing was changed and the same request may succeed in a moment. The cause is for the log alone.</summary>
public sealed class BusyException : ClinicException
{
    public BusyException(Exception? cause = null) : base(503, "The service is busy. Nothing was changed: try again in a moment.", cause) => Header = ("Retry-After", "1");
}

/// <summary>A request that HTTP itself refuses: 405, 406, 413 or 415 (RFC 9110, section 15.5), with the header that goes with it.</summary>
public sealed class ProtocolException : ClinicException
{
    public ProtocolException(int status, string message, string? header = null, string? headerValue = null) : base(status, message) =>
        Header = header is null ? null : (header, headerValue!);
}

/// <summary>A function failed or refuses, outside of HTTP. Whoever called it, and Lambda's log, get the message: nothing in it may hold data.</summary>
public class FunctionFailedException(string message) : Exception(message);
