using Xunit;

namespace Clinic.EndToEndTests.Agenda;

[Collection(TheClinic.Name)]
public sealed class CalendarFeedTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_calendar_reads_the_agenda_until_its_address_is_deleted()
    {
        var own = await SignInAsync();
        var soon = TimeProvider.System.GetUtcNow().AddDays(20).ToString("yyyy-MM-dd'T'10:00:00'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var booked = (await own.PostAsync("/appointments", Bodies.Appointment(await own.CreatePatientAsync(), soon))).Is(201);
        var created = (await own.PostAsync("/calendar/feeds", null)).Is(201);
        Assert.Equal("/calendar/feeds/" + created.Id, created.Header("Location"));
        var address = new Uri(created.Value("url")!);
        Assert.Equal(clinic.Host.BaseAddress.Authority, address.Authority);

        var read = (await clinic.Nobody.GetAsync(address.AbsolutePath)).Is(200);
        Assert.Equal(("text/calendar; charset=utf-8", "private, no-cache"), (read.Header("Content-Type"), read.Header("Cache-Control")));
        Assert.Contains($"UID:{booked.Id}@clinic\r\n", read.Text, StringComparison.Ordinal);
        Assert.Contains("SUMMARY:E. V.\r\n", read.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Villaseñor", read.Text, StringComparison.Ordinal);
        (await clinic.Nobody.GetAsync(address.AbsolutePath, ("If-None-Match", read.ETag))).Is(304);

        var listed = Assert.Single((await own.GetAsync("/calendar/feeds")).Is(200).Items);
        Assert.Equal(["id", "createdAt", "lastUsedAt"], listed.Select(member => member.Key));
        (await own.DeleteAsync("/calendar/feeds/" + created.Id)).Is(204);
        (await clinic.Nobody.GetAsync(address.AbsolutePath)).IsProblem(404);
        (await own.DeleteAsync("/calendar/feeds/" + created.Id)).IsProblem(404);
        Assert.DoesNotContain(address.AbsolutePath.Split('/')[^1], await clinic.ReadLogsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_request_makes_one_address()
    {
        var own = await SignInAsync();
        var key = ("Idempotency-Key", Bodies.Id());

        var first = (await own.PostAsync("/calendar/feeds", null, key)).Is(201);
        var again = (await own.PostAsync("/calendar/feeds", null, key)).Is(201);

        Assert.Equal((first.Text, "true"), (again.Text, again.Header("Idempotency-Replayed")));
        Assert.Single((await own.GetAsync("/calendar/feeds")).Is(200).Items);
    }

    [Fact]
    public async Task What_is_no_address_is_not_found()
    {
        foreach (var file in (string[])["x", "feeds.ics", new string('A', 64) + ".ics", new string('A', 64)])
            (await clinic.Nobody.GetAsync("/calendar/" + file)).IsProblem(404);
        (await clinic.Nobody.GetAsync("/calendar/feeds")).IsProblem(401);
    }

    private async Task<ApiClient> SignInAsync()
    {
        var account = await clinic.CreateStaffAsync();
        return await clinic.Nobody.SignInAsync(account.Email, account.Password);
    }
}
