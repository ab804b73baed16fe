using System.Text.Json;
using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Xunit;

namespace Clinic.UnitTests.Agenda;

public sealed class AvailabilityEditRulesTests
{
    private static readonly AvailabilityEditRules Rules = new();

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"minutes":15,"step":5,"buffer":0,"noticeHours":0,"horizonDays":1,"rules":[],"exceptions":[]}""")]
    [InlineData("""{"minutes":240,"step":60,"buffer":60,"noticeHours":720,"horizonDays":366}""")]
    [InlineData("""{"rules":[{"weekday":7,"from":"00:00","to":"24:00","modes":["video"],"place":"Consultorio Ñandú","validFrom":"2027-01-01","validTo":"2027-01-01"}]}""")]
    [InlineData("""{"exceptions":[{"date":"2026-12-24","closed":true,"note":"Nochebuena"},{"date":"2026-12-24","to":"2026-12-24","closed":true}]}""")]
    [InlineData("""{"exceptions":[{"date":"2026-12-24","from":"09:00","to":"24:00","place":"Consultorio 2"},{"date":"2026-12-24","from":"09:00","to":"10:00","closed":false}]}""")]
    public void This_is_taken(string body) => Assert.Empty(Faults(body));

    [Theory]
    [InlineData("""{"minutes":14}""", "minutes out-of-range 15")]
    [InlineData("""{"minutes":241}""", "minutes out-of-range 240")]
    [InlineData("""{"step":4}""", "step out-of-range 5")]
    [InlineData("""{"step":61}""", "step out-of-range 60")]
    [InlineData("""{"buffer":-1}""", "buffer out-of-range 0")]
    [InlineData("""{"buffer":61}""", "buffer out-of-range 60")]
    [InlineData("""{"noticeHours":721}""", "noticeHours out-of-range 720")]
    [InlineData("""{"horizonDays":0}""", "horizonDays out-of-range 1")]
    [InlineData("""{"horizonDays":367}""", "horizonDays out-of-range 366")]
    [InlineData("""{"rules":[null]}""", "rules[0] required ")]
    [InlineData("""{"rules":[{}]}""", "rules[0].from required ", "rules[0].to required ", "rules[0].weekday required ")]
    [InlineData("""{"rules":[{"weekday":0,"from":"09:00","to":"10:00"},{"weekday":8,"from":"09:00","to":"10:00"}]}""", "rules[0].weekday out-of-range 1", "rules[1].weekday out-of-range 7")]
    [InlineData("""{"rules":[{"weekday":1,"from":"9:00","to":"10:60"}]}""", "rules[0].from invalid-format ", "rules[0].to invalid-format ")]
    [InlineData("""{"rules":[{"weekday":1,"from":"24:00","to":"24:01"}]}""", "rules[0].from invalid-format ", "rules[0].to invalid-format ")]
    [InlineData("""{"rules":[{"weekday":1,"from":"10:00","to":"10:00"}]}""", "rules[0].to out-of-range ")]
    [InlineData("""{"rules":[{"weekday":1,"from":"10:00","to":"09:00"}]}""", "rules[0].to out-of-range ")]
    [InlineData("""{"rules":[{"weekday":1,"from":"09:00","to":"10:00","modes":[]}]}""", "rules[0].modes required ")]
    [InlineData("""{"rules":[{"weekday":1,"from":"09:00","to":"10:00","modes":["phone","phone"]}]}""", "rules[0].modes duplicate ")]
    [InlineData("""{"rules":[{"weekday":1,"from":"09:00","to":"10:00","place":" "}]}""", "rules[0].place required ")]
    [InlineData("""{"rules":[{"weekday":1,"from":"09:00","to":"10:00","validFrom":"2027-01-02","validTo":"2027-01-01"}]}""", "rules[0].validTo out-of-range ")]
    [InlineData("""{"exceptions":[null]}""", "exceptions[0] required ")]
    [InlineData("""{"exceptions":[{"closed":true}]}""", "exceptions[0].date required ")]
    [InlineData("""{"exceptions":[{"date":"2026-12-24"}]}""", "exceptions[0].from required ", "exceptions[0].to required ")]
    [InlineData("""{"exceptions":[{"date":"2026-12-24","closed":true,"to":"2026-12-23"}]}""", "exceptions[0].to out-of-range ")]
    [InlineData("""{"exceptions":[{"date":"2026-12-24","closed":true,"to":"14:00"}]}""", "exceptions[0].to invalid-format ")]
    [InlineData("""{"exceptions":[{"date":"2026-12-24","closed":true,"from":"09:00","place":"Aquí"}]}""", "exceptions[0].from not-allowed ", "exceptions[0].place not-allowed ")]
    [InlineData("""{"exceptions":[{"date":"2026-12-24","from":"09:00","to":"2026-12-25","note":"Boda"}]}""", "exceptions[0].note not-allowed ", "exceptions[0].to invalid-format ")]
    public void This_is_refused_and_its_field_is_named(string body, params string[] faults) => Assert.Equal(faults, Faults(body));

    [Fact]
    public void There_are_at_most_100_rules_and_400_exceptions()
    {
        AvailabilityRule rule = new(1, "09:00", "10:00");
        ExceptionalDays closed = new(new DateOnly(2026, 12, 24), true);

        Assert.Empty(Faults(new AvailabilityEdit(Rules: [.. Enumerable.Repeat(rule, 100)], Exceptions: [.. Enumerable.Repeat(closed, 400)])));
        Assert.Equal(
            ["exceptions too-many 400", "rules too-many 100"],
            Faults(new AvailabilityEdit(Rules: [.. Enumerable.Repeat(rule, 101)], Exceptions: [.. Enumerable.Repeat(closed, 401)])));
    }

    [Fact]
    public void Places_and_notes_have_at_most_200_characters()
    {
        var (longest, day) = (new string('ñ', 200), new DateOnly(2026, 12, 24));

        Assert.Empty(Faults(new AvailabilityEdit(Rules: [new(1, "09:00", "10:00", Place: longest)], Exceptions: [new(day, true, Note: longest)])));
        Assert.Equal(
            ["exceptions[0].note too-long 200", "rules[0].place too-long 200"],
            Faults(new AvailabilityEdit(Rules: [new(1, "09:00", "10:00", Place: longest + "ñ")], Exceptions: [new(day, true, Note: longest + "ñ")])));
    }

    [Fact]
    public void Days_of_a_query_are_from_today_on_and_62_at_most()
    {
        DateOnly today = new(2026, 11, 22);

        Assert.Equal(new FreeQuery(today, new DateOnly(2027, 1, 22), null, null), FreeQuery.Of(null, null, null, null, today));
        Assert.Equal(new FreeQuery(today, new DateOnly(2027, 1, 22), 45, AppointmentMode.Phone), FreeQuery.Of(today, new DateOnly(2027, 1, 22), 45, AppointmentMode.Phone, today));
        Assert.Equal(DateOnly.MaxValue, FreeQuery.Of(DateOnly.MaxValue, null, null, null, today).To);
        foreach (var to in (DateOnly[])[today.AddDays(-1), new(2027, 1, 23)])
            Assert.Equal("to", Assert.Throws<InvalidInputException>(() => FreeQuery.Of(null, to, null, null, today)).Errors.Single().Key);
    }

    private static IEnumerable<string> Faults(string body) => Faults(JsonSerializer.Deserialize(body, ClinicJson.TypeOf<AvailabilityEdit>())!);

    private static IEnumerable<string> Faults(AvailabilityEdit edit)
    {
        try
        {
            Validation.Check(Rules, edit);
            return [];
        }
        catch (InvalidInputException refused)
        {
            return refused.Errors.SelectMany(field => field.Value.Select(fault => $"{field.Key} {fault.Code} {fault.Limit}")).Order(StringComparer.Ordinal);
        }
    }
}
