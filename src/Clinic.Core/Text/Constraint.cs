namespace Clinic.Core.Text;

/// <summary>What a value must be in the terms of JSON Schema, where those can say it; beside each rule, for the OpenAPI document.</summary>
public sealed record Constraint
{
    /// <summary>The value may not be left out.</summary>
    public bool Required { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public int? MaxItems { get; init; }

    public string? Pattern { get; init; }

    public string? Format { get; init; }

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    /// <summary>What is taken when nothing is given.</summary>
    public int? Default { get; init; }

    /// <summary>The values, where they are a list.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
}
