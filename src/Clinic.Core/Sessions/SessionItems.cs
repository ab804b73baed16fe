using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Clinic.Core.Storage;

namespace Clinic.Core.Sessions;

/// <summary>Sessions as items of the sessions table.</summary>
internal static class SessionItems
{
    public static Item Key(string userId, int number) => new Item().Text("userId", userId).Number("number", number);

    public static Item Write(Session session) => Key(session.UserId, session.Number)
        .Text("dateKey", DateKey(session.Date, session.Number, session.UserId))
        .Text("thanatologistId", session.ThanatologistId)
        .Text("thanatologistName", session.ThanatologistName)
        .Date("date", session.Date)
        .Text("serviceType", session.ServiceType)
        .Text("interventionType", session.InterventionType)
        .Text("tool", session.Tool)
        .Text("motive", session.Motive)
        .Text("evaluation", session.Evaluation is { Length: > 0 } evaluation ? evaluation : null) // the old clinic's may be empty
        .Amount("recoveryFee", session.RecoveryFee)
        .Flag("substitute", session.Substitute ? true : null)
        .Text("reason", session.Reason)
        .Text("gender", session.Gender)
        .Text("legacyId", session.LegacyId)
        .Number("legacyNumber", session.LegacyNumber)
        .Text("importedBy", session.ImportedBy)
        .List("addenda", session.Addenda, Write)
        .Time("createdAt", session.CreatedAt);

    public static Session Read(IReadOnlyDictionary<string, AttributeValue> item) => new(
        item.Text("userId"),
        item.Number("number"),
        item.Text("thanatologistId"),
        item.TextOrNull("thanatologistName"),
        item.DateOrNull("date")!.Value,
        item.Text("serviceType"),
        item.Text("interventionType"),
        item.Text("tool"),
        item.Text("motive"),
        item.TextOrNull("evaluation") ?? "",
        item.Amount("recoveryFee"),
        item.Flag("substitute"),
        item.TextOrNull("reason"),
        item.ListOrNull("addenda", ReadAddendum) ?? [],
        item.Time("createdAt"),
        item.TextOrNull("gender"),
        item.TextOrNull("legacyId"),
        (int?)item.LongOrNull("legacyNumber"),
        item.TextOrNull("importedBy"));

    public static SessionSummary ReadSummary(IReadOnlyDictionary<string, AttributeValue> item) => new(
        SessionId.Of(item.Text("userId"), item.Number("number")),
        item.Text("userId"),
        item.Number("number"),
        item.DateOrNull("date")!.Value,
        item.Text("interventionType"),
        item.Text("thanatologistId"),
        item.TextOrNull("thanatologistName"));

    public static Item Write(Addendum addendum) => new Item()
        .Text("text", addendum.Text)
        .Text("byId", addendum.ById)
        .Text("byName", addendum.ByName)
        .Time("at", addendum.At);

    /// <summary>Sorts by date, then number; the patient's id makes it unique among a thanatologist's sessions.</summary>
    private static string DateKey(DateOnly date, int number, string userId) =>
        string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}#{number:D9}#{userId}");

    private static Addendum ReadAddendum(IReadOnlyDictionary<string, AttributeValue> map) =>
        new(map.Text("text"), map.Text("byId"), map.TextOrNull("byName"), map.Time("at"));
}
