using Clinic.Core.Agenda;
using Clinic.Core.Security;
using Xunit;

namespace Clinic.UnitTests.Agenda;

public sealed class AnswerTokensTests
{
    private const string Id = "01938b1c-7d1e-7a55-9c3e-0123456789ab";

    private static readonly DateTimeOffset Start = new(2026, 12, 3, 9, 30, 0, TimeSpan.FromHours(-6));

    [Fact]
    public async Task A_token_names_an_appointment_and_its_time_and_is_short()
    {
        var token = await Tokens("root").WriteAsync(Id, Start);

        Assert.Equal(54, token.Length);
        Assert.Equal(new AnswerToken(Id, Start.ToUniversalTime()), await Tokens("root").ReadAsync(token));
    }

    [Fact]
    public async Task The_same_appointment_at_the_same_time_has_the_same_token_and_at_another_time_another()
    {
        var tokens = Tokens("root");

        Assert.Equal(await tokens.WriteAsync(Id, Start), await tokens.WriteAsync(Id, Start.ToUniversalTime()));
        Assert.NotEqual(await tokens.WriteAsync(Id, Start), await tokens.WriteAsync(Id, Start.AddMinutes(1)));
    }

    [Fact]
    public async Task A_token_outlives_a_rotation_but_not_its_root()
    {
        var token = await Tokens("old").WriteAsync(Id, Start);

        Assert.NotNull(await Tokens("new\nold").ReadAsync(token));
        Assert.Null(await Tokens("new").ReadAsync(token));
    }

    [Fact]
    public async Task No_other_spelling_and_no_changed_bit_is_read()
    {
        var tokens = Tokens("root");
        var token = await tokens.WriteAsync(Id, Start);

        for (var i = 0; i < token.Length; i++)
            Assert.Null(await tokens.ReadAsync(token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..]));
        foreach (var other in new[] { " " + token, token + "==", token + "A", token[..^1], token.ToUpperInvariant() })
            Assert.Null(await tokens.ReadAsync(other));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("ñandú")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_was_never_a_token_is_none(string text) => Assert.Null(await Tokens("root").ReadAsync(text));

    private static AnswerTokens Tokens(string secret) => new(new KeyRing(() => Task.FromResult(secret)));
}
