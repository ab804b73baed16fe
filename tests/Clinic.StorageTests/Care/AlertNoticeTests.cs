using Clinic.Core.Care;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Notices;
using Clinic.StorageTests.Legacy;
using Clinic.Testing;
using Xunit;

namespace Clinic.StorageTests.Care;

/// <summary>Mails about alerts at which nobody has looked, by sweeps whose clock the tests turn.</summary>
public sealed class AlertNoticeTests : IAsyncLifetime
{
    private const string Subject = "Una alerta espera revisión";

    private readonly TableSet tables = new();
    private ClinicServices clinic = null!;
    private User admin = null!;
    private User thanatologist = null!;
    private User patient = null!;

    private Caller Own => A.Caller(Role.Thanatologist, thanatologist.Id);

    [Fact]
    public async Task Nobody_is_mailed_before_the_hours_are_over_then_once_and_then_once_a_day()
    {
        await OpenAsync(AlertSeverity.High);

        await SweepAtAsync(0, 23);
        Assert.Equal((0, 0), await MailsAsync());
        await SweepAtAsync(24, 24, 25, 47);
        Assert.Equal((1, 1), await MailsAsync());
        await SweepAtAsync(48, 49);
        Assert.Equal((2, 2), await MailsAsync());
    }

    [Fact]
    public async Task The_mail_has_initials_and_a_link_and_nothing_else_of_the_patient()
    {
        await OpenAsync(AlertSeverity.Imminent);
        await SweepAtAsync(0, 1);

        var mail = (await clinic.Mails.ToAsync(thanatologist.Data.Email!)).Single(mail => mail.Subject == Subject);

        Assert.Contains("R. G.", mail.Text, StringComparison.Ordinal);
        Assert.Contains($"https://clinic.test/users/{patient.Id}/alerts", mail.Text, StringComparison.Ordinal);
        Assert.All(["Rosa", "Gómez", "MARCA", "suicid", "imminent", "inminente"], word => Assert.DoesNotContain(word, mail.Text + mail.Html, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(AlertSeverity.Low)]
    [InlineData(AlertSeverity.Moderate)]
    public async Task Of_what_is_not_grave_nobody_is_mailed(AlertSeverity severity)
    {
        await OpenAsync(severity);
        await SweepAtAsync(0, 1, 24, 48);
        Assert.Equal((0, 0), await MailsAsync());
    }

    [Fact]
    public async Task A_review_ends_the_mails_until_the_alert_is_raised_again()
    {
        var opened = await OpenAsync(AlertSeverity.High);
        await SweepAtAsync(0, 24);
        await clinic.Alerts.ReviewAsync(Own, patient.Id, opened.Id, new NewAlertReview("Visto."), A.NoKey<AlertView>());
        await SweepAtAsync(48, 72);
        Assert.Equal((1, 1), await MailsAsync());

        await OpenAsync(AlertSeverity.Imminent);
        await SweepAtAsync(72, 73);
        Assert.Equal((2, 2), await MailsAsync());
    }

    [Fact]
    public async Task Two_sweeps_at_once_mail_once()
    {
        await OpenAsync(AlertSeverity.High);
        await SweepAtAsync(0);
        clinic.Time.SetUtcNow(A.Moment.AddHours(24));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => clinic.Restarted().Notices.HandleAsync(new NoticesEvent())));

        Assert.Equal((1, 1), await MailsAsync());
    }

    /// <summary>With more admins than one transaction has room for, a worker that dies at any of its requests leaves nobody out and mails nobody twice.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_worker_that_dies_anywhere_has_mailed_everybody_once_when_the_next_one_is_done(bool isLastDone)
    {
        for (var i = 0; i < 11; i++)
            await clinic.AdminAsync();
        var (hasDied, day) = (true, 1);
        await OpenAsync(AlertSeverity.High);
        await SweepAtAsync(0);
        for (; hasDied; day++)
        {
            clinic.Time.SetUtcNow(A.Moment.AddDays(day));
            using var client = await SharedDynamoDb.ClientAsync();
            var dying = new FailingDynamo(client, day, isLastDone);
            await Record.ExceptionAsync(() => clinic.Restarted(dying.Client).Notices.HandleAsync(new NoticesEvent()));
            hasDied = dying.HasDied;

            await SweepAtAsync(24 * day);

            Assert.Equal((day, day), await MailsAsync());
            Assert.Equal(13 * day, (await tables.ItemsAsync(tables.Messages)).Count(item => item.TryGetValue("subject", out var subject) && subject.S == Subject));
        }
    }

    public async Task InitializeAsync()
    {
        await tables.InitializeAsync();
        clinic = new ClinicServices(tables);
        admin = await clinic.StoreAsync(A.Staff(Role.Admin).WithEmail($"{A.Id()}@example.org").Build());
        thanatologist = await clinic.StoreAsync(A.Staff().WithEmail($"{A.Id()}@example.org").Build());
        patient = await clinic.StoreAsync(A.Patient().Of(thanatologist.Id).Build());
    }

    public Task DisposeAsync() => tables.DisposeAsync();

    private Task<AlertView> OpenAsync(AlertSeverity severity) =>
        clinic.Alerts.AddAsync(Own, patient.Id, new NewAlert(AlertKind.Suicide, severity, "MARCA"), A.NoKey<AlertView>());

    /// <summary>Sweeps at these hours after the alert was opened.</summary>
    private async Task SweepAtAsync(params int[] hours)
    {
        foreach (var hour in hours)
        {
            clinic.Time.SetUtcNow(A.Moment.AddHours(hour));
            await clinic.Notices.HandleAsync(new NoticesEvent());
        }
    }

    private async Task<(int OfThanatologist, int OfAdmin)> MailsAsync() => (await CountAsync(thanatologist), await CountAsync(admin));

    private async Task<int> CountAsync(User user) => (await clinic.Mails.ToAsync(user.Data.Email!)).Count(mail => mail.Subject == Subject);
}
