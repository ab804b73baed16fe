using System.Globalization;
using Clinic.BrowserTests.Dashboard;
using Clinic.EndToEndTests;
using Xunit;

namespace Clinic.BrowserTests.Agenda;

/// <summary>The agenda as a program reads it that shows calendars in a browser.</summary>
[Collection(TheDashboard.Name)]
public sealed class CalendarTests(DashboardFixture clinic)
{
    private const string Parse = """
        text => {
          const calendar = new ICAL.Component(ICAL.parse(text));
          calendar.getAllSubcomponents('vtimezone').forEach(zone => ICAL.TimezoneService.register(zone));
          return calendar.getAllSubcomponents('vevent').map(part => new ICAL.Event(part)).map(event =>
            [event.uid, event.summary, event.location, event.sequence, event.startDate.toUnixTime(), event.endDate.toUnixTime(), event.component.getFirstPropertyValue('status')].join('|'));
        }
        """;

    [Fact]
    public async Task Another_parser_reads_what_was_booked()
    {
        // The dashboard's tests count the thanatologists of this clinic: it is read for one of them, who has no other appointment.
        var own = clinic.Clinic.Colleague;
        var start = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddDays(40).ToUnixTimeSeconds() / 3600 * 3600);
        var place = "Consultorio 3; planta baja, " + string.Concat(Enumerable.Repeat("Ñandú ", 20)).Trim();
        var body = Bodies.Appointment(await own.CreatePatientAsync(), start.ToString("O", CultureInfo.InvariantCulture)).With("place", place);
        var booked = (await own.PostAsync("/appointments", body)).Is(201);
        var calendar = (await clinic.Clinic.Nobody.GetAsync(await own.SubscribeAsync())).Is(200).Text;
        await using var context = await clinic.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.AddScriptTagAsync(new() { Path = await BrowserScripts.IcalAsync() });

        var events = await page.EvaluateAsync<string[]>(Parse, calendar);

        var (from, to) = (start.ToUnixTimeSeconds(), start.AddHours(1).ToUnixTimeSeconds());
        Assert.Equal([$"{booked.Id}@clinic|E. V.|{place}|1|{from}|{to}|TENTATIVE"], events);
    }
}
