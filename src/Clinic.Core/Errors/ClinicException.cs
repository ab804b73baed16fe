using System.Globalization;

namespace Clinic.Core.Errors;

/// <summary>A refusal that the caller is told: its code, and in words what is wrong.</summary>
/// <param name="detail">What is wrong with this very request, where that is more than the code says.</param>
public abstract class ClinicException(ProblemCode code, Phrase? detail = null, Exception? cause = null) : Exception((detail ?? code.Detail).English, cause)
{
    public ProblemCode Code => code;

    public virtual int Status => code.Status;

    public Phrase Detail { get; } = detail ?? code.Detail;

    /// <summary>The header that goes with the status, where one does.</summary>
    public (string Name, string Value)? Header { get; protected init; }
}

/// <summary>400: the input breaks a rule. <see cref="Errors"/> maps each field path, such as <c>address.zipCode</c>, to what is wrong with it.</summary>
public sealed class InvalidInputException(IReadOnlyDictionary<string, FieldFault[]> errors) : ClinicException(ProblemCode.InvalidInput)
{
    internal const int MostFields = 100;
    internal const int LongestPath = 200;

    public InvalidInputException(string field, FieldFault fault) : this(new Dictionary<string, FieldFault[]> { [field] = [fault] })
    {
    }

    public InvalidInputException(string field, FieldCode code, Phrase text) : this(field, new FieldFault(code, text))
    {
    }

    /// <summary>At most <see cref="MostFields"/>, and no path longer than <see cref="LongestPath"/>: what a client sent comes back in it, and a response has 6 MB.</summary>
    public IReadOnlyDictionary<string, FieldFault[]> Errors { get; } = errors.Take(MostFields).DistinctBy(field => Cut(field.Key)).ToDictionary(field => Cut(field.Key), field => field.Value);

    private static string Cut(string path) => path.Length <= LongestPath ? path : path[..(char.IsHighSurrogate(path[LongestPath - 1]) ? LongestPath - 1 : LongestPath)] + "…";
}

/// <summary>401: the credentials that were sent are not right; what was wrong with them is never said.</summary>
public sealed class UnauthorizedException : ClinicException
{
    public UnauthorizedException(ProblemCode code) : base(code) => Header = ("WWW-Authenticate", "Bearer");
}

/// <summary>403: the caller's role or scopes do not allow this.</summary>
public sealed class ForbiddenException(ProblemCode code) : ClinicException(code)
{
    /// <summary>The token lacks a scope (RFC 6750, section 3.1).</summary>
    public static ForbiddenException Scope(string needed) =>
        new(ProblemCode.InsufficientScope) { Header = ("WWW-Authenticate", $"Bearer error=\"insufficient_scope\", scope=\"{needed}\"") };
}

/// <summary>404: it does not exist, or the caller may not see it. Both get the same response.</summary>
public sealed class NotFoundException(ProblemCode code) : ClinicException(code)
{
    public NotFoundException() : this(ProblemCode.NotFound)
    {
    }
}

/// <summary>409: the request is valid and the state does not allow it.</summary>
public sealed class ConflictException(ProblemCode code) : ClinicException(code)
{
    /// <summary>The times that are in the way, or cannot be had.</summary>
    public IReadOnlyList<TimeConflict>? Conflicts { get; init; }
}

/// <summary>A time of the agenda that a request meets.</summary>
/// <param name="Start">When a taken time begins; of a series the start that was wanted.</param>
/// <param name="End">When a taken time ends.</param>
/// <param name="Code">Why a start of a series cannot be had.</param>
public sealed record TimeConflict(DateTimeOffset Start, DateTimeOffset? End = null, ProblemCode? Code = null);

/// <summary>410: it was there, and will not be again.</summary>
/// <param name="detail">What has become of it.</param>
public sealed class GoneException(ProblemCode code, Phrase detail) : ClinicException(code, detail);

/// <summary>412: <c>If-Match</c> names a version that is no longer the current one (RFC 9110, section 13.1.1).</summary>
public sealed class StaleVersionException() : ClinicException(ProblemCode.StaleVersion);

/// <summary>409: the body names a version that is not the next one. If-Match has nothing to do with it.</summary>
public sealed class StaleBodyException() : ClinicException(ProblemCode.StaleVersion)
{
    public override int Status => 409;
}

/// <summary>429: too many attempts; <c>Retry-After</c> says how many seconds to wait.</summary>
public sealed class TooManyRequestsException : ClinicException
{
    public TooManyRequestsException(ProblemCode code, TimeSpan retryAfter) : base(code)
    {
        RetryAfter = retryAfter;
        Header = ("Retry-After", Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
    }

    public TimeSpan RetryAfter { get; }
}

/// <summary>503: nothing was changed and the same request may succeed in a moment. The cause is for the log alone.</summary>
public sealed class BusyException : ClinicException
{
    public BusyException(Exception? cause = null) : base(ProblemCode.Busy, cause: cause) => Header = ("Retry-After", "1");
}

/// <summary>A request that HTTP itself refuses: 405, 406, 413 or 415 (RFC 9110, section 15.5), with the header that goes with it.</summary>
public sealed class ProtocolException : ClinicException
{
    public ProtocolException(ProblemCode code, Phrase? detail = null, (string Name, string Value)? header = null) : base(code, detail) => Header = header;
}

/// <summary>A function failed or refuses, outside of HTTP. Whoever called it, and Lambda's log, get the message: nothing in it may hold data.</summary>
public class FunctionFailedException(string message) : Exception(message);
