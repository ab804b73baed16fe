using System.Text.Json.Serialization;

namespace Clinic.UnitTests.AwsCompat;

/// <summary>One member of each kind that the surface check has to tell apart.</summary>
public class Widget : IDisposable
{
#pragma warning disable CA1051 // A visible field is one of them.
    public string? Bare;
#pragma warning restore CA1051

    [JsonPropertyName("name")]
    public string? Name { get; set; }

    [JsonPropertyName("other")]
    public string? Renamed { get; set; }

    public string? InitOnly { get; init; }

    public static Task<int> CountAsync<T>(List<T> items, int? limit, CancellationToken cancellationToken = default) =>
        Task.FromResult(Math.Min(items.Count, limit ?? int.MaxValue)).WaitAsync(cancellationToken);

    public void Extra(params string[] names) => Bare = string.Concat(names);

    public void Dispose() => GC.SuppressFinalize(this);

    protected bool Guarded(Shape type = Shape.Round, string? text = null) => Bare == text && type == Shape.Round;
}
