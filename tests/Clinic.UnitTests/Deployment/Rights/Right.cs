namespace Clinic.UnitTests.Deployment.Rights;

/// <summary>
/// An action of IAM on a resource: the logical id of the template, with the index, the path of a bucket or the alias behind it. Where a
/// policy belongs to a resource or a role, it says who may. The condition is as the template writes it, empty for none.
/// </summary>
internal sealed record Right(string Action, string Resource, string Condition = "") : IComparable<Right>
{
    public int CompareTo(Right? other) => string.CompareOrdinal(ToString(), other?.ToString());

    public override string ToString() => $"{Action} on {Resource}{(Condition.Length > 0 ? " if " : "")}{Condition}";
}
