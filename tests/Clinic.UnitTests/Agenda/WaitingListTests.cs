using System.Globalization;
using System.Text.Json;
using Clinic.Core.Agenda;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Agenda;

public sealed class WaitingListTests
{
    private const string Patient = "\"patientId\":\"01990000-0000-7000-8000-000000000005\"";

    private static readonly TimeZoneInfo Mexico = TimeZoneInfo.FindSystemTimeZoneById("America/Mexico_City");
    private static readonly NewWaitingListEntryRules Rules = new(new ClinicCalendar(Mexico, A.Clock()));

    [Theory]
    [InlineData("")]
    [InlineData(""","thanatologistId":"01990000-0000-7000-8000-000000000003","weekdays":[7,1],"from":"00:00","to":"24:00","until":"2026-11-22","note":"Sólo los lunes, señora Núñez"}""")]
    [InlineData(""","to":"00:01","until":"2036-11-22"}""")]
    [InlineData(""","weekdays":[1,2,3,4,5,6,7],"from":"23:59"}""")]
    public void This_is_taken(string members) => Assert.Empty(Faults($"{{{Patient}{members.TrimEnd('}')}}}"));

    [Theory]
    [InlineData("{}", "patientId required ")]
    [InlineData("""{"patientId":"x","thanatologistId":"y"}""", "patientId invalid-format ", "thanatologistId invalid-format ")]
    [InlineData("{" + Patient + ""","weekdays":[]}""", "weekdays required ")]
    [InlineData("{" + Patient + ""","weekdays":[0]}""", "weekdays out-of-range ")]
    [InlineData("{" + Patient + ""","weekdays":[1,8]}""", "weekdays out-of-range ")]
    [InlineData("{" + Patient + ""","weekdays":[1,2,1]}""", "weekdays duplicate ")]
    [InlineData("{" + Patient + ""","from":"24:00","to":"9:00"}""", "from invalid-format ", "to invalid-format ")]
    [InlineData("{" + Patient + ""","from":"10:00","to":"10:00"}""", "to out-of-range ")]
    [InlineData("{" + Patient + ""","to":"00:00"}""", "to out-of-range ")]
    [InlineData("{" + Patient + ""","until":"2026-11-21"}""", "until out-of-range ")]
    [InlineData("{" + Patient + ""","until":"9999-12-31"}""", "until out-of-range ")]
    [InlineData("{" + Patient + ""","note":" "}""", "note required ")]
    public void This_is_refused_and_its_field_is_named(string body, params string[] faults) => Assert.Equal(faults, Faults(body));

    [Fact]
    public void A_note_has_at_most_500_characters()
    {
        NewWaitingListEntry entry = new(A.Id(), Note: new string('ñ', 500));

        Assert.Empty(Faults(entry));
        Assert.Equal(["note too-long 500"], Faults(entry with { Note = entry.Note + "ñ" }));
    }

    /// <summary>2026-11-23 is a Monday; in Madrid the clock is put back on 2026-10-25 at three.</summary>
    [Theory]
    [InlineData("2026-11-23T09:00-06:00", 60, true, null, null)]
    [InlineData("2026-11-23T09:00-06:00", 60, true, "09:00", "10:00")]
    [InlineData("2026-11-23T15:00Z", 60, true, "09:00", "10:00")]
    [InlineData("2026-11-23T08:59-06:00", 60, false, "09:00", "10:00")]
    [InlineData("2026-11-23T09:01-06:00", 60, false, "09:00", "10:00")]
    [InlineData("2026-11-23T09:01-06:00", 60, true, "09:00", null)]
    [InlineData("2026-11-23T08:00-06:00", 240, true, null, "12:00")]
    [InlineData("2026-11-23T23:00-06:00", 60, true, "22:00", "24:00")]
    [InlineData("2026-11-23T23:30-06:00", 60, false, "22:00", "24:00")]
    [InlineData("2026-11-23T23:30-06:00", 60, true, "22:00", null)]
    [InlineData("2026-11-23T23:30-06:00", 60, false, null, "10:00")]
    [InlineData("2026-10-25T02:30+02:00", 60, true, "02:30", "02:30", "Europe/Madrid")]
    [InlineData("2026-10-25T02:30+01:00", 60, false, "02:00", "03:00", "Europe/Madrid")]
    public void All_of_the_appointment_lies_in_the_times_of_the_clock(string start, int minutes, bool suits, string? from, string? to, string zone = "America/Mexico_City") =>
        Assert.Equal(suits, (Entry with { From = from, To = to }).Suits(Moment(start), minutes, TimeZoneInfo.FindSystemTimeZoneById(zone)));

    [Fact]
    public void The_weekday_and_the_last_day_are_the_clinics()
    {
        // Sunday evening in Mexico City, and Monday in UTC.
        var sunday = Moment("2026-11-23T02:00Z");

        Assert.True((Entry with { Weekdays = [6, 7], Until = new DateOnly(2026, 11, 22) }).Suits(sunday, 60, Mexico));
        Assert.False((Entry with { Weekdays = [1] }).Suits(sunday, 60, Mexico));
        Assert.False((Entry with { Until = new DateOnly(2026, 11, 21) }).Suits(sunday, 60, Mexico));
    }

    [Fact]
    public void An_entry_without_a_thanatologist_suits_any()
    {
        Assert.True(Entry.SuitsWith("Itzel"));
        Assert.True((Entry with { ThanatologistId = "Itzel" }).SuitsWith("Itzel"));
        Assert.True((Entry with { ThanatologistId = "Itzel" }).SuitsWith(null));
        Assert.False((Entry with { ThanatologistId = "Itzel" }).SuitsWith("Íñigo"));
    }

    private static WaitingListEntry Entry { get; } = new(A.Id(), A.Id(), null, null, null, null, null, null, A.Moment);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Faults(string body) => Faults(JsonSerializer.Deserialize(body, ClinicJson.TypeOf<NewWaitingListEntry>())!);

    private static IEnumerable<string> Faults(NewWaitingListEntry entry)
    {
        try
        {
            Validation.Check(Rules, entry);
            return [];
        }
        catch (InvalidInputException refused)
        {
            return refused.Errors.SelectMany(field => field.Value.Select(fault => $"{field.Key} {fault.Code} {fault.Limit}")).Order(StringComparer.Ordinal);
        }
    }
}
