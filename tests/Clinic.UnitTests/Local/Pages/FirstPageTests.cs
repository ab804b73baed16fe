using System.Net;
using Clinic.Local.Pages;
using Xunit;

namespace Clinic.UnitTests.Local.Pages;

public sealed class FirstPageTests
{
    private static readonly HostOverview overview = new(
        new Uri("http://127.0.0.1:3000/"),
        new Uri("http://127.0.0.1:3001/"),
        "http://127.0.0.1:3002",
        [new("AuthFunction", 0, 0), new("UsersFunction", 1, 0), new("SessionsFunction", 3, 2)],
        [new("clinic-users-dev", 135), new("clinic-audit-dev")],
        new DateOnly(2026, 11, 22));

    [Theory]
    [InlineData("admin@clinic.test")]
    [InlineData("support@clinic.test")]
    [InlineData("thanatologist@clinic.test")]
    [InlineData("thanatologist2@clinic.test")]
    [InlineData("patient@clinic.test")]
    [InlineData("duelo-y-esperanza")]
    [InlineData("http://127.0.0.1:3001/")]
    [InlineData("http://127.0.0.1:3002")]
    [InlineData("SessionsFunction</code> <span>3 processes")]
    [InlineData("AuthFunction</code> <span>starts when needed")]
    [InlineData("clinic-users-dev</code> <span>135 items")]
    [InlineData("API=http://127.0.0.1:3000\nTOKEN=$(curl -s $API/auth/login")]
    [InlineData("curl -s $API/auth/me")]
    [InlineData("$API/users?role=patient")]
    [InlineData("curl -s $API/sessions")]
    [InlineData("\"date\": \"2026-11-22\"")]
    [InlineData("./run_local.sh start")]
    [InlineData("./run_local.sh stop")]
    [InlineData("./run_local.sh status")]
    [InlineData("./run_local.sh reset")]
    [InlineData("./run_local.sh logs")]
    [InlineData("./run_local.sh seed")]
    [InlineData("./run_local.sh invoke FUNCTION EVENT.json")]
    [InlineData("href=\"/docs\"")]
    [InlineData("href=\"/mailbox\"")]
    [InlineData("href=\"/dashboard\"")]
    [InlineData("href=\"/readme\"")]
    public void A_newcomer_finds(string text)
    {
        var page = FirstPage.Render(overview).ToString();

        Assert.Contains(text, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_data_it_says_how_to_get_it()
    {
        var empty = overview with { Tables = [new("clinic-users-dev", 0)] };

        Assert.Contains("There is no data yet", FirstPage.Render(empty).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("There is no data yet", FirstPage.Render(overview).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void While_the_demo_data_is_written_it_says_so()
    {
        var page = FirstPage.Render(overview with { IsSeeding = true }).ToString();

        Assert.Contains("is being written just now", page, StringComparison.Ordinal);
        Assert.DoesNotContain("is being written just now", FirstPage.Render(overview).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_encoded()
    {
        var page = FirstPage.Render(overview with
        {
            Functions = [new("\"><script>alert(1)</script>", 0, 0)],
            Tables = [new("<img src=x onerror=alert(1)>")],
        }).ToString();

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
    }
}
