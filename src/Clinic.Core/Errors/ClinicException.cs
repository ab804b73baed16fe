namespace Clinic.Core.Errors;

/// <summary>A refusal that a caller is told about: each kind is one HTTP status, mapped in <see cref="Http.Problems"/>.</summary>
public abstract class ClinicException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>400: the input breaks a rule. <see cref="Errors"/> maps each field path, such as <c>address.zipCode</c>, to what is wrong with it.</summary>
public sealed class InvalidInputException(IReadOnlyDictionary<string, string[]> errors, string message = "The request is not valid: see errors.")
    : ClinicException(message)
{
    public InvalidInputException(string field, string error) : this(new Dictionary<string, string[]> { [field] = [error] })
    {
    }

    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;
}

/// <summary>401: the credentials that were sent are not right; what was wrong with them is never said.</summary>
public sealed class UnauthorizedException(string message) : ClinicException(message);

/// <summary>403: the caller's role or scopes do not allow this.</summary>
public sealed class ForbiddenException(string message) : ClinicException(message)
{
    /// <summary>The account has been deactivated since the token was issued.</summary>
    public static ForbiddenException InactiveActor => new("The account that this token acts for is no longer active. Nothing was changed.");
}

/// <summary>404: it does not exist, or the caller may not see it; the two answer alike.</summary>
public sealed class NotFoundException(string message = "There is no such resource.") : ClinicException(message);

/// <summary>409: the request is valid and the state does not allow it.</summary>
public sealed class ConflictException(string message) : ClinicException(message);

/// <summary>412: <c>If-Match</c> names a version that is no longer the current one (RFC 9110, section 13.1.1).</summary>
public sealed class StaleVersionException()
    : ClinicException("The resource has changed since it was read. Read it again and repeat the change.");

/// <summary>429: too many tries; <see cref="RetryAfter"/> says how long to wait.</summary>
public sealed class TooManyRequestsException(string message, TimeSpan retryAfter) : ClinicException(message)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}

/// <summary>503: nothing was changed and the same request may succeed in a moment. The cause is for the log alone.</summary>
public sealed class BusyException(Exception? cause = null) : ClinicException("The service is busy. Nothing was changed: try again in a moment.", cause);

/// <summary>A request that HTTP itself refuses: 405, 406, 413 or 415 (RFC 9110, section 15.5), with the headers that go with it.</summary>
public sealed class ProtocolException(int status, string message, string? header = null, string? headerValue = null) : ClinicException(message)
{
    public int Status { get; } = status;

    public string? Header { get; } = header;

    public string? HeaderValue { get; } = headerValue;
}

/// <summary>A function failed or refuses, outside of HTTP. Whoever called it, and Lambda's log, get the message: nothing in it may hold data.</summary>
public class FunctionFailedException(string message) : Exception(message);
