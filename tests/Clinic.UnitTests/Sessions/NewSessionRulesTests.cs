using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Sessions;

public sealed class NewSessionRulesTests
{
    private static readonly TimeZoneInfo Mexico = TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City");

    [Fact]
    public void A_session_of_today_is_valid() => Assert.Empty(Errors(A.NewSession()));

    [Fact]
    public void A_session_of_the_first_day_of_1900_is_valid() => Assert.Empty(Errors(A.NewSession() with { Date = new DateOnly(1900, 1, 1) }));

    [Fact]
    public void An_empty_body_names_every_required_field() => Assert.Equal(
        ["date", "evaluation", "interventionType", "motive", "recoveryFee", "serviceType", "tool", "userId"], Errors(new NewSession()).Order());

    public static TheoryData<string, NewSession> Broken => new()
    {
        { "userId", A.NewSession("7") },
        { "userId", A.NewSession("") },
        { "date", A.NewSession() with { Date = new DateOnly(2026, 11, 23) } },
        { "date", A.NewSession() with { Date = new DateOnly(1899, 12, 31) } },
        { "serviceType", A.NewSession() with { ServiceType = "Masaje" } },
        { "interventionType", A.NewSession() with { InterventionType = "Reiki" } },
        { "interventionType", A.NewSession() with { InterventionType = null } },
        { "tool", A.NewSession() with { Tool = "Martillo" } },
        { "motive", A.NewSession() with { Motive = "" } },
        { "evaluation", A.NewSession() with { Evaluation = " " } },
        { "evaluation", A.NewSession() with { Evaluation = new string('a', 20_001) } },
        { "evaluation", A.NewSession() with { Evaluation = "a\u0007b" } },
        { "recoveryFee", A.NewSession() with { RecoveryFee = null } },
        { "recoveryFee", A.NewSession() with { RecoveryFee = -0.01m } },
        { "recoveryFee", A.NewSession() with { RecoveryFee = 100_000.01m } },
        { "recoveryFee", A.NewSession() with { RecoveryFee = 1.001m } },
        { "reason", A.NewSession() with { Reason = "" } },
        { "reason", A.NewSession() with { Reason = new string('a', 501) } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_names_its_field(string field, NewSession session) => Assert.Equal([field], Errors(session));

    [Fact]
    public void A_missing_date_and_a_missing_fee_are_asked_for_and_not_judged() => Assert.Equal(
        ["is required: 0 or an amount", "is required: a date such as 2026-11-22"],
        Refusals(A.NewSession() with { Date = null, RecoveryFee = null }).SelectMany(refusal => refusal.Value).Select(fault => fault.Text.English).Order());

    [Fact]
    public void The_interventions_of_the_service_type_are_named_where_there_is_one()
    {
        var session = A.NewSession() with { InterventionType = "Martillo" };

        Assert.Contains("Tanatología", Assert.Single(Refusals(session)["interventionType"]).Text.English, StringComparison.Ordinal);
        Assert.Equal("is required", Assert.Single(Refusals(session with { ServiceType = null, InterventionType = null })["interventionType"]).Text.English);
        Assert.DoesNotContain("interventionType", Errors(session with { ServiceType = null }));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.5")]
    [InlineData("0.01")]
    [InlineData("100000")]
    [InlineData("100000.00")]
    [InlineData("99.990")]
    public void Fees_from_0_to_100000_with_two_decimals_are_taken(string fee) =>
        Assert.Empty(Errors(A.NewSession() with { RecoveryFee = decimal.Parse(fee, System.Globalization.CultureInfo.InvariantCulture) }));

    [Fact]
    public void An_evaluation_has_lines() => Assert.Empty(Errors(A.NewSession() with { Evaluation = "Una\r\n\tdos 😀 " + new string('a', 19_900) }));

    [Theory]
    [InlineData("2026-11-23T05:59:59Z", "2026-11-22")]
    [InlineData("2026-11-23T06:00:00Z", "2026-11-23")]
    [InlineData("2026-11-22T23:30:00Z", "2026-11-22")]
    public void Today_is_the_clinics_day(string now, string today)
    {
        var clock = A.Clock();
        clock.SetUtcNow(DateTimeOffset.Parse(now, null));
        var calendar = new ClinicCalendar(Mexico, clock);

        Assert.Equal(DateOnly.ParseExact(today, "yyyy-MM-dd", null), calendar.Today);
        Assert.Empty(Errors(A.NewSession() with { Date = calendar.Today }, calendar));
        Assert.Equal(["date"], Errors(A.NewSession() with { Date = calendar.Today.AddDays(1) }, calendar));
    }

    [Theory]
    [InlineData("America/Mexico_City", "2026-11-22", "2026-11-22T06:00:00Z")]
    [InlineData("America/Santiago", "2025-09-07", "2025-09-07T04:00:00Z")] // its clocks go from midnight to one o'clock
    [InlineData("America/Santiago", "2025-09-08", "2025-09-08T03:00:00Z")]
    public void A_day_begins_at_the_clinics_midnight_or_when_there_is_none_an_hour_later(string zone, string day, string start) => Assert.Equal(
        DateTimeOffset.Parse(start, null),
        new ClinicCalendar(TimeZoneInfo.FindSystemTimeZoneById(zone), A.Clock()).StartOf(DateOnly.ParseExact(day, "yyyy-MM-dd", null)));

    [Fact]
    public void The_day_turns_while_the_function_runs()
    {
        var clock = A.Clock();
        var calendar = new ClinicCalendar(Mexico, clock);
        var rules = new NewSessionRules(calendar);
        var tomorrow = A.NewSession() with { Date = A.Day.AddDays(1) };
        Assert.False(rules.Validate(tomorrow).IsValid);

        clock.Advance(TimeSpan.FromHours(12));

        Assert.True(rules.Validate(tomorrow).IsValid);
    }

    [Fact]
    public void A_note_may_have_more_and_has_to_where_the_clinic_follows_NOM_004()
    {
        var calendar = new ClinicCalendar(Mexico, A.Clock());
        var note = A.NewSession() with { StartTime = "23:59", Minutes = 1, Mode = AppointmentMode.Phone, Problem = "x", Prognosis = "x", Plan = "x" };

        Assert.Empty(Errors(A.NewSession()));
        Assert.Empty(Errors(note));
        Assert.True(new NewSessionRules(calendar, NewSessionRules.Nom004).Validate(note).IsValid);
        Assert.Equal(
            ["Plan", "Problem", "Prognosis", "StartTime"],
            new NewSessionRules(calendar, NewSessionRules.Nom004).Validate(A.NewSession()).Errors.Select(error => error.PropertyName).Order());
    }

    [Theory]
    [InlineData("24:00", 1, "x", "startTime")]
    [InlineData("9:30", 1, "x", "startTime")]
    [InlineData("", 1, "x", "startTime")]
    [InlineData("09:30", 0, "x", "minutes")]
    [InlineData("09:30", 1_441, "x", "minutes")]
    [InlineData("09:30", 1, " ", "problem", "prognosis", "plan")]
    public void What_a_note_has_more_is_checked(string start, int minutes, string text, params string[] errors) => Assert.Equal(
        errors, Errors(A.NewSession() with { StartTime = start, Minutes = minutes, Problem = text, Prognosis = text, Plan = text }));

    [Fact]
    public void A_note_has_its_lengths()
    {
        var longest = A.NewSession() with { Problem = new string('a', 2_000), Prognosis = new string('a', 2_000), Plan = new string('a', 4_000) };

        Assert.Empty(Errors(longest));
        Assert.Equal(["problem", "prognosis", "plan"], Errors(longest with { Problem = longest.Problem + "a", Prognosis = longest.Prognosis + "a", Plan = longest.Plan + "a" }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void An_addendum_needs_text(string? text) => Assert.False(new NewAddendumRules().Validate(new NewAddendum(text)).IsValid);

    [Theory]
    [InlineData(5_000, true)]
    [InlineData(5_001, false)]
    public void An_addendum_has_at_most_5000_characters(int length, bool valid) =>
        Assert.Equal(valid, new NewAddendumRules().Validate(new NewAddendum(new string('a', length))).IsValid);

    private static IEnumerable<string> Errors(NewSession session, ClinicCalendar? calendar = null) => Refusals(session, calendar).Keys;

    private static IReadOnlyDictionary<string, FieldFault[]> Refusals(NewSession session, ClinicCalendar? calendar = null)
    {
        try
        {
            Validation.Check(new NewSessionRules(calendar ?? new ClinicCalendar(Mexico, A.Clock())), session);
            return new Dictionary<string, FieldFault[]>();
        }
        catch (InvalidInputException refused)
        {
            return refused.Errors;
        }
    }
}
