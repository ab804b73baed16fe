using System.Globalization;
using Clinic.Core.Errors;

namespace Clinic.Core.Http;

/// <summary>A limit on attempts that the function itself counts, as its route announces it (draft-ietf-httpapi-ratelimit-headers).</summary>
/// <param name="Quota">How many attempts may fail within the window.</param>
public sealed record RateLimit(string Name, int Quota, TimeSpan Window)
{
    internal string Policy => string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";q={Quota};w={Window.TotalSeconds:F0}");

    internal string Tell(AttemptsLeft left) => string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";r={left.Count};t={Math.Max(1, Math.Ceiling(left.Reset.TotalSeconds)):F0}");
}

/// <summary>How many attempts are left, and in what time there are more.</summary>
public sealed record AttemptsLeft(int Count, TimeSpan Reset);

/// <summary>What a service tells of the attempts that it has counted, for the headers of the response, whatever that is.</summary>
public sealed class AttemptCounter
{
    public AttemptsLeft? Left { get; private set; }

    public void Tell(AttemptsLeft left) => Left = left;

    internal void Tell(Exception error)
    {
        if (error is TooManyRequestsException { RetryAfter: var pause })
            Left = new AttemptsLeft(0, pause);
    }
}
