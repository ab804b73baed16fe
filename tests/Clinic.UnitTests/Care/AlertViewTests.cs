using System.Text;
using System.Text.Json;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Json;
using Clinic.Core.Security;
using Clinic.Core.Storage;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Care;

public sealed class AlertViewTests
{
    /// <summary>Every letter takes twelve bytes in JSON.</summary>
    private static readonly string Longest = string.Concat(Enumerable.Repeat("😀", NewAlertRules.LongestText));

    private static readonly Caller Substitute = A.Caller(Role.Thanatologist);
    private static readonly Alert Opened = new(
        A.Id(), A.Id(), AlertKind.Suicide, AlertSource.Person, AlertSeverity.High, AlertSeverity.High, Longest, A.Moment, Substitute.Subject, [], 1);

    [Fact]
    public void An_alert_that_is_full_takes_the_review_that_closes_it_and_no_other()
    {
        var (alert, review) = (Opened, new AlertReview(A.Moment, A.Id(), "Itzel Muñoz", AlertSeverity.Imminent, Longest));

        var refusal = Assert.Throws<ConflictException>(() =>
        {
            for (var i = 0; i < 1_000; i++)
                alert = alert.With(review);
        });

        Assert.Equal(ProblemCode.CareFull, refusal.Code);
        var raised = alert with { Reviews = [.. alert.Reviews, .. Enumerable.Repeat(AlertReview.Of(new AlertRaise(A.Moment, AlertSeverity.High)), OpenAlert.MostRaises)] };
        var closed = raised.With(review with { Closed = true });
        Assert.True(closed.IsClosed);
        Assert.InRange(closed.Texts.Length, 300_000, 400_000);
        Assert.InRange(Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(AlertView.Of(closed, Language.Spanish), ClinicJson.TypeOf<AlertView>())), 300_000, 400_000);
    }

    [Fact]
    public void A_hundred_short_reviews_are_as_many_as_an_alert_has()
    {
        var alert = Enumerable.Range(0, 100).Aggregate(Opened, (before, _) => before.With(new AlertReview(A.Moment, A.Id(), null, null, "Visto.")));

        Assert.Throws<ConflictException>(() => alert.With(new AlertReview(A.Moment, A.Id(), null, null, "Visto.")));
        Assert.True(alert.With(new AlertReview(A.Moment, A.Id(), null, null, "Pasó.", Closed: true)).IsClosed);
    }

    [Fact]
    public void A_substitute_is_shown_what_they_have_said_themselves_and_whether_it_is_over()
    {
        var alert = Opened with { CurrentSeverity = AlertSeverity.Imminent };
        Assert.Equal(AlertSeverity.High, Shown(alert).CurrentSeverity);

        alert = alert with
        {
            Reviews =
            [
                new AlertReview(A.Moment, Substitute.Subject, "Itzel", AlertSeverity.Moderate, "Mía."),
                new AlertReview(A.Moment, A.Id(), "Ana", AlertSeverity.Imminent, "De otra."),
                AlertReview.Of(new AlertRaise(A.Moment, AlertSeverity.Imminent)),
                new AlertReview(A.Moment, Substitute.Subject, "Itzel", null, "También."),
                new AlertReview(A.Moment, A.Id(), "Ana", AlertSeverity.Low, "Pasó.", Closed: true),
            ],
        };
        Assert.Equal(["Mía.", "También."], Shown(alert).Reviews.Select(review => review.Text));
        Assert.Equal((AlertSeverity.High, AlertSeverity.Moderate, AlertStatus.Closed), (Shown(alert).Severity, Shown(alert).CurrentSeverity, Shown(alert).Status));
    }

    /// <summary>Who changes between two pages of the index may be on both.</summary>
    [Fact]
    public void Of_a_patient_who_is_read_twice_what_is_read_later_counts()
    {
        var id = A.Id();

        var listed = AlertItems.ReadListed([Listed(id, AlertSeverity.High), new Item().Text("id", A.Id()).Attributes, Listed(id, AlertSeverity.Imminent)]);

        Assert.Equal(new ListedAlerts(new AlertSummary(AlertSeverity.Imminent, AlertKind.Suicide), null), Assert.Single(listed).Value);
    }

    private static Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue> Listed(string id, AlertSeverity severity) =>
        new Item().Text("id", id).Text("alertKind", AlertKind.Suicide.Name()).Text("alertSeverity", severity.Name()).Attributes;

    private static AlertView Shown(Alert alert) => AlertView.Of(alert, Language.Spanish).To(Substitute);
}
