using Amazon.DynamoDBv2.Model;
using Clinic.Core.Sessions;
using Clinic.Core.Storage;

namespace Clinic.Core.Reports;

/// <summary>What the reports count of a session.</summary>
internal sealed record SessionFacts(
    string UserId, string ThanatologistId, DateOnly Date, string ServiceType, string InterventionType, string Motive, string Tool, decimal Fee, string? Gender)
{
    /// <summary>The attributes of a session's item that <see cref="Read"/> needs.</summary>
    public const string Projection = "#userId, #thanatologistId, #date, #serviceType, #interventionType, #motive, #tool, #recoveryFee, #gender";

    public static SessionFacts Of(Session session) => new(
        session.UserId, session.ThanatologistId, session.Date, session.ServiceType, session.InterventionType, session.Motive, session.Tool, session.RecoveryFee, session.Gender);

    public static SessionFacts Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("userId"),
        item.Text("thanatologistId"),
        item.DateOrNull("date")!.Value,
        item.Text("serviceType"),
        item.Text("interventionType"),
        item.Text("motive"),
        item.Text("tool"),
        item.Amount("recoveryFee"),
        item.TextOrNull("gender"));
}
