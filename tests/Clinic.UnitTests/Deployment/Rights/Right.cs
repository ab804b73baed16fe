namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>An action of IAM on a resource: the logical id of the template, for an index with its name behind it.</summary>
internal sealed record Right(string Action, string Resource) : IComparable<Right>
{
    public int CompareTo(Right? other) => string.CompareOrdinal(ToString(), other?.ToString());

    public override string ToString() => $"{Action} on {Resource}";
}
