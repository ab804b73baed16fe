using Amazon.Comprehend;
using Amazon.Comprehend.Model;
using Amazon.Runtime;

namespace Clinic.Anonymization.Detection;

/// <summary>
/// Amazon Comprehend's detection, in a language that it knows. What fails after the SDK's retries is thrown on: an export with less
/// than was asked for must not be made.
/// </summary>
internal sealed class ComprehendDetector(IAmazonComprehend comprehend, string language, int mostBytes = ComprehendDetector.MostBytes) : IPiiDetector
{
    /// <summary>What is hidden without need costs a word, what is missed a person: all that is likelier than not is taken.</summary>
    public const float LeastScore = 0.5f;

    /// <summary>Comprehend takes 100 KB of UTF-8.</summary>
    private const int MostBytes = 100_000;

    /// <summary>
    /// Several texts at a time. Being throttled is nothing out of the ordinary in thousands of them: each request waits its turn, and
    /// the SDK's budget for all retries together, which protects a service that is down, is not applied.
    /// </summary>
    public static AmazonComprehendConfig Settings() => new()
    {
        RetryMode = RequestRetryMode.Standard,
        MaxErrorRetry = 12,
        ThrottleRetries = false,
        MaxConnectionsPerServer = 4,
    };

    public async Task<IReadOnlyList<Finding>> DetectAsync(string text, KnownNames known)
    {
        var found = new List<Finding>();
        foreach (var piece in TextPiece.Of(text, mostBytes))
        {
            var answer = await comprehend.DetectPiiEntitiesAsync(new DetectPiiEntitiesRequest { LanguageCode = language, Text = piece.Text });
            var starts = CodePoints(piece.Text);
            foreach (var entity in answer.Entities ?? [])
            {
                if (Find(piece, starts, entity) is { } finding)
                    found.Add(finding);
            }
        }
        return found;
    }

    /// <summary>Null when it is unlikely, or nothing that has to be hidden.</summary>
    private static Finding? Find(TextPiece piece, int[] starts, PiiEntity entity)
    {
        if (entity.BeginOffset is not { } begin || entity.EndOffset is not { } end || begin < 0 || begin >= end || end >= starts.Length)
            throw new FormatException("Comprehend's answer does not fit the text.");
        var (start, length) = (starts[begin], starts[end] - starts[begin]);
        return entity.Score < LeastScore || ComprehendEntity.KindOf(entity.Type?.Value, piece.Text.Substring(start, length)) is not { } kind
            ? null
            : new Finding(piece.Start + start, length, kind);
    }

    /// <summary>Where each code point begins in UTF-16, which Comprehend does not count in, and where the last one ends.</summary>
    private static int[] CodePoints(string text)
    {
        var starts = new List<int>(text.Length + 1) { 0 };
        foreach (var character in text.EnumerateRunes())
            starts.Add(starts[^1] + character.Utf16SequenceLength);
        return [.. starts];
    }
}
