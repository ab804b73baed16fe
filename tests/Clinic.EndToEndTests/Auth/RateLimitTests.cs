using System.Text.Json.Nodes;
using Clinic.Demo;
using Xunit;

namespace Clinic.EndToEndTests.Auth;

/// <summary>What the function itself counts, it tells, of an email that nobody has as of any other.</summary>
[Collection(TheClinic.Name)]
public sealed class RateLimitTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_login_tells_how_many_attempts_are_left()
    {
        var account = await clinic.CreateStaffAsync();
        foreach (var email in (string[])[account.Email, Bodies.Email()])
        {
            for (var left = 4; left >= 0; left--)
                AssertLimit((await LoginAsync(email, "wrong")).IsProblem(401), "\"login\";q=5;w=900", $"^\"login\";r={left};t=(900|8[0-9][0-9])$");
            AssertLimit((await LoginAsync(email, "wrong")).IsProblem(429), "\"login\";q=5;w=900", "^\"login\";r=0;t=(900|8[0-9][0-9])$");
        }

        AssertLimit((await LoginAsync(DemoAccounts.Thanatologist2.Email, DemoAccounts.Password)).Is(200), "\"login\";q=5;w=900", "^\"login\";r=5;t=900$");
    }

    [Fact]
    public async Task A_reset_tells_what_is_left_of_the_day()
    {
        foreach (var email in (string[])[(await clinic.CreateStaffAsync()).Email, Bodies.Email()])
        {
            var reset = new JsonObject { ["email"] = email, ["code"] = "00000000", ["newPassword"] = "un camino que se anda" };
            AssertLimit((await clinic.Nobody.PostAsync("/auth/password/reset", reset)).IsProblem(400, "code"), "\"reset\";q=20;w=86400", "^\"reset\";r=19;t=(86400|863[0-9][0-9])$");
            AssertLimit((await clinic.Nobody.PostAsync("/auth/password/reset", reset)).IsProblem(400, "code"), "\"reset\";q=20;w=86400", "^\"reset\";r=18;t=(86400|863[0-9][0-9])$");
        }
    }

    [Fact]
    public async Task An_exchange_tells_how_often_a_key_may_still_be_wrong()
    {
        var key = (await clinic.Admin.PostAsync("/auth/api-keys", new JsonObject { ["name"] = "Límite", ["scopes"] = new JsonArray("clinic/self") })).Is(201).Value("key")!;
        var wrong = key[..^1] + (key[^1] == 'A' ? 'B' : 'A');

        AssertLimit((await ExchangeAsync(wrong)).IsProblem(401), "\"api-key\";q=10;w=900", "^\"api-key\";r=9;t=[0-9]+$");
        AssertLimit((await ExchangeAsync(key)).Is(200), "\"api-key\";q=10;w=900", "^\"api-key\";r=(9|10);t=[0-9]+$");
        Assert.Equal("\"api-key\";q=10;w=900", (await ExchangeAsync("none")).IsProblem(401).Header("RateLimit-Policy"));
    }

    private Task<Answer> LoginAsync(string email, string password) => clinic.Nobody.PostAsync("/auth/login", Bodies.Login(email, password));

    private Task<Answer> ExchangeAsync(string key) => clinic.Nobody.PostAsync("/auth/token", null, ("X-Api-Key", key));

    private static void AssertLimit(Answer answer, string policy, string left)
    {
        Assert.Equal(policy, answer.Header("RateLimit-Policy"));
        Assert.Matches(left, answer.Header("RateLimit"));
    }
}
