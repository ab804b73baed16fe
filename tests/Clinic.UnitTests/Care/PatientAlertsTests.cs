using System.Text;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Users;
using Clinic.Notices;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Care;

public sealed class PatientAlertsTests
{
    private static readonly DateTimeOffset Later = A.Moment.AddHours(5);

    [Fact]
    public void A_stored_name_that_is_none_is_an_error_and_no_value()
    {
        Assert.Equal((AlertKind.SelfHarm, AlertSeverity.Imminent, AlertSource.Assessment), (AlertNames.ParseKind("self-harm"), AlertNames.ParseSeverity("imminent"), AlertNames.ParseSource("assessment")));
        foreach (var parse in (Action[])[() => AlertNames.ParseKind("Suicide"), () => AlertNames.ParseSeverity(""), () => AlertNames.ParseSource("gloom")])
            Assert.Throws<InvalidOperationException>(parse);
        Assert.Equal((CareTaskStatus.Done, null, null), (CareTaskStatuses.Find("done"), CareTaskStatuses.Find("x"), CareTaskStatuses.Find(null)));
    }

    /// <summary>A flower takes twelve bytes of JSON.</summary>
    [Theory]
    [InlineData("a", 100)]
    [InlineData("\U0001f33c", 61)]
    public void An_alert_has_as_many_reviews_as_an_item_holds_and_one_that_closes_it(string letter, int most)
    {
        var review = new AlertReview(A.Moment, A.Id(), null, null, string.Concat(Enumerable.Repeat(letter, 500)));
        var alert = new Alert(A.Id(), A.Id(), AlertKind.Other, AlertSource.Person, AlertSeverity.Low, AlertSeverity.Low, review.Text, A.Moment, A.Id(), [], 1);

        for (var count = 0; count < most; count++)
            alert = alert.With(review);

        Assert.Equal(ProblemCode.CareFull, Assert.Throws<ConflictException>(() => alert.With(review)).Code);
        Assert.InRange(Encoding.UTF8.GetByteCount(alert.With(review with { Closed = true }).Texts), 1, 400_000);
    }

    [Fact]
    public void There_is_one_open_alert_of_each_kind_and_source()
    {
        var alerts = Opened(PatientAlerts.None, AlertKind.Suicide, AlertSeverity.High, AlertSource.Session);
        alerts = Opened(alerts, AlertKind.Suicide, AlertSeverity.High, AlertSource.Assessment);
        alerts = Opened(alerts, AlertKind.Medical, AlertSeverity.Low, AlertSource.Person);
        alerts = Opened(alerts, AlertKind.Suicide, AlertSeverity.High, AlertSource.Session);
        Assert.Equal(3, alerts.Open.Count);
        Assert.Equal(new AlertSummary(AlertSeverity.High, AlertKind.Suicide), alerts.Summary);
    }

    [Fact]
    public void They_wait_since_the_first_at_which_nobody_has_looked()
    {
        var alerts = Opened(PatientAlerts.None, AlertKind.Medical, AlertSeverity.Low, AlertSource.Person);
        alerts = alerts.Opened(AlertKind.Suicide, AlertSeverity.High, AlertSource.Session, A.Id(), Later);

        Assert.Equal(A.Moment, alerts.WaitsSince);
        alerts = alerts.Reviewed(alerts.Find(AlertKind.Medical, AlertSource.Person)!, null, closes: false);
        Assert.Equal(Later, alerts.WaitsSince);
        Assert.Null(alerts.Reviewed(alerts.Find(AlertKind.Suicide, AlertSource.Session)!, null, closes: true).WaitsSince);
    }

    [Fact]
    public void What_the_server_would_open_twice_it_raises_by_a_review_of_its_own()
    {
        var alerts = Opened(Opened(PatientAlerts.None, AlertKind.Suicide, AlertSeverity.Moderate, AlertSource.Assessment), AlertKind.Suicide, AlertSeverity.High, AlertSource.Assessment);

        var alert = Assert.Single(alerts.Open);
        Assert.Equal((AlertSeverity.Moderate, AlertSeverity.High, A.Moment, Later), (alert.Severity, alert.CurrentSeverity, alert.OpenedAt, alert.WaitsSince));
        Assert.Equal([new AlertRaise(Later, AlertSeverity.High)], alert.Raises);
    }

    /// <summary>A second attempt leaves a trace, and does not put off the mail about the first one.</summary>
    [Theory]
    [InlineData(AlertSeverity.Moderate)]
    [InlineData(AlertSeverity.High)]
    public void What_is_no_graver_is_a_review_too_and_waits_for_as_long_as_before(AlertSeverity severity)
    {
        var first = Opened(PatientAlerts.None, AlertKind.Suicide, AlertSeverity.High, AlertSource.Session);
        first = first with { Open = [first.Open[0] with { MailedAt = A.Moment }] };

        var second = Opened(first, AlertKind.Suicide, severity, AlertSource.Session);

        var alert = Assert.Single(second.Open);
        Assert.Equal([new AlertRaise(Later, AlertSeverity.High)], alert.Raises);
        Assert.Equal((A.Moment, A.Moment), (alert.WaitsSince, alert.MailedAt));
        Assert.Equal(first.Version + 1, second.Version);
    }

    [Fact]
    public void Nothing_but_a_review_lowers_or_ends_an_alert()
    {
        var alerts = Opened(Opened(PatientAlerts.None, AlertKind.Suicide, AlertSeverity.High, AlertSource.Person), AlertKind.Suicide, AlertSeverity.Low, AlertSource.Person);
        Assert.Equal(AlertSeverity.High, alerts.Summary!.Severity);

        alerts = alerts.Reviewed(alerts.Open[0], AlertSeverity.Low, closes: false);
        Assert.Equal((AlertSeverity.Low, null), (alerts.Open[0].CurrentSeverity, alerts.Open[0].WaitsSince));

        alerts = alerts.Reviewed(alerts.Open[0], null, closes: true);
        Assert.Empty(alerts.Open);
        Assert.Null(alerts.Summary);
    }

    [Fact]
    public void After_a_review_the_server_says_once_more_what_it_finds_again()
    {
        var alerts = Opened(PatientAlerts.None, AlertKind.Suicide, AlertSeverity.High, AlertSource.Session);
        alerts = alerts.Reviewed(alerts.Open[0], AlertSeverity.Moderate, closes: false);

        var alert = Opened(alerts, AlertKind.Suicide, AlertSeverity.High, AlertSource.Session).Open[0];

        Assert.Equal((AlertSeverity.High, (DateTimeOffset?)Later), (alert.CurrentSeverity, alert.WaitsSince));
        Assert.Single(alert.Raises);
    }

    [Fact]
    public void However_often_it_is_said_an_alert_does_not_grow()
    {
        var alerts = PatientAlerts.None;
        for (var i = 0; i < 100; i++)
            alerts = Opened(alerts, AlertKind.Violence, (AlertSeverity)(i % 4), AlertSource.Assessment, A.Moment.AddHours(i));
        var raises = Assert.Single(alerts.Open).Raises;
        Assert.Equal((OpenAlert.MostRaises, A.Moment.AddHours(1), A.Moment.AddHours(99)), (raises.Count, raises[0].At, raises[^1].At));
    }

    [Fact]
    public void Alerts_are_read_back_as_they_were_written()
    {
        var alerts = Opened(Opened(PatientAlerts.None, AlertKind.Suicide, AlertSeverity.Low, AlertSource.Session), AlertKind.Suicide, AlertSeverity.Imminent, AlertSource.Session);
        var patient = A.Patient().Build() with { Alerts = alerts with { Open = [alerts.Open[0] with { MailedAt = A.Moment }], ToldUpTo = A.AdminId } };

        Assert.Equivalent(patient, UserItems.Read(UserItems.Write(patient).Attributes), strict: true);
        Assert.Equal(new ListedAlerts(alerts.Summary!, alerts.WaitsSince), Assert.Single(AlertItems.ReadListed([UserItems.Write(patient).Attributes])).Value);
    }

    [Fact]
    public void A_patient_without_an_alert_is_in_no_index_of_alerts() =>
        Assert.DoesNotContain(UserItems.Write(A.Patient().Build()).Attributes.Keys, name => name.StartsWith("alert", StringComparison.Ordinal));

    [Theory]
    [InlineData(AlertSeverity.Low, null)]
    [InlineData(AlertSeverity.Moderate, null)]
    [InlineData(AlertSeverity.High, 24)]
    [InlineData(AlertSeverity.Imminent, 1)]
    public void Grave_alerts_are_due_when_nobody_has_looked(AlertSeverity severity, int? hours)
    {
        var alerts = Opened(PatientAlerts.None, AlertKind.Other, severity, AlertSource.Person, A.Moment);
        Assert.Equal(hours is { } count ? A.Moment.AddHours(count) : null, new AlertPlan(24).Planned(alerts).NoticeAt);
        Assert.Equal(hours is null ? null : A.Moment, alerts.NoticeAt);
    }

    [Fact]
    public void What_was_mailed_is_due_again_a_day_later_and_what_was_reviewed_never()
    {
        var alerts = Opened(PatientAlerts.None, AlertKind.Other, AlertSeverity.High, AlertSource.Person, A.Moment);
        var plan = new AlertPlan(24);

        Assert.Equal(Later.AddDays(1), plan.DueAt(alerts.Open[0] with { MailedAt = Later }));
        Assert.Null(plan.DueAt(alerts.Reviewed(alerts.Open[0], null, closes: false).Open[0]));
    }

    private static PatientAlerts Opened(PatientAlerts alerts, AlertKind kind, AlertSeverity severity, AlertSource source, DateTimeOffset? at = null) =>
        alerts.Opened(kind, severity, source, A.AdminId, at ?? (alerts.Open.Count == 0 ? A.Moment : Later));
}
