namespace Clinic.Core.Http;

/// <summary>A page of a list as the API answers it; <c>nextToken</c> is absent on the last page.</summary>
public sealed record ListView<T>(IReadOnlyList<T> Items, string? NextToken);
