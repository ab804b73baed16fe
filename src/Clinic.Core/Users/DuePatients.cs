using System.Globalization;
using Clinic.Core.Security;
using Clinic.Core.Storage;

namespace Clinic.Core.Users;

/// <summary>
/// The patients at whom a worker has to look, by when: to tell that nobody has looked at an alert, or to keep the head of a day's chain.
/// Both share one index, as a deployment can add no more than one to a table. Every patient with open alerts is in it, since the lists read them there.
/// </summary>
internal static class DuePatients
{
    public const string Index = "byDue";

    /// <summary>Behind every moment at which a worker has to look.</summary>
    private static readonly DateTimeOffset Never = DateTimeOffset.MaxValue;

    /// <summary>Where a day ends first.</summary>
    private static readonly TimeSpan Easternmost = TimeSpan.FromHours(14);

    /// <summary>The index's partition up to a moment, or all of it.</summary>
    public static Expression Until(DateTimeOffset? moment = null)
    {
        var key = new Expression("#role = :patient" + (moment is null ? "" : " AND #dueAt <= :moment")).With(":patient", Role.Patient.Name());
        return moment is { } at ? key.With(":moment", at) : key;
    }

    /// <summary>Null for whom no worker has to look at and who has no open alert.</summary>
    public static DateTimeOffset? DueAt(User user) =>
        new[] { user.Alerts.NoticeAt ?? (user.Alerts.Open.Count == 0 ? null : Never), user.Record?.Head?.DueOn is { } day ? EndOf(day) : (DateTimeOffset?)null }.Min();

    /// <summary>When a day is over in the first time zone; in the clinic's it may be later.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), Easternmost);

    /// <summary>The condition that what decides when a patient is due is as it was read.</summary>
    /// <param name="more">What else is asked of the patient.</param>
    public static Expression IsAsRead(User patient, string more)
    {
        var (head, alerts) = (patient.Record?.Head, patient.Alerts.Version);
        var condition = new Expression(string.Join(" AND ",
            more,
            head is null ? "attribute_not_exists(#chainHead)" : "#chainHead = :seenHead",
            head?.DueOn is null ? "attribute_not_exists(#headDue)" : "#headDue = :seenHeadDue",
            alerts == 0 ? "attribute_not_exists(#alertsVersion)" : "#alertsVersion = :seenAlerts"));
        if (head is not null)
            condition.With(":seenHead", head.Hash);
        if (head?.DueOn is { } day)
            condition.With(":seenHeadDue", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return alerts == 0 ? condition : condition.With(":seenAlerts", alerts);
    }
}
