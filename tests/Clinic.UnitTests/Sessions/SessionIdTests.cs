using System.Buffers.Text;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Sessions;

public sealed class SessionIdTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1500)]
    [InlineData(int.MaxValue)]
    public void An_id_is_read_back(int number)
    {
        var userId = A.Id();
        var id = SessionId.Of(userId, number);

        Assert.Matches("^[A-Za-z0-9_-]{27}$", id);
        Assert.Equal((userId, number), SessionId.Parse(id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("catalogue")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAA")] // number 0
    [InlineData("AAAAAAAAAAAAAAAAAAAAA_____8")] // a negative number
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAB")] // bits that the encoding does not use
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAA E")]
    [InlineData("ñññññññññññññññññññññññññññ")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAE")]
    [InlineData("8d7f3c1a-0000-7000-8000-000000000001")]
    public void Garbage_is_no_id(string text) => Assert.Null(SessionId.Parse(text));

    [Fact]
    public void An_id_with_a_blank_in_place_of_its_last_letter_is_none() =>
        Assert.Null(SessionId.Parse(" " + SessionId.Of(A.Id(), 256)[..^1]));

    [Fact]
    public void No_two_texts_are_the_same_id()
    {
        var id = SessionId.Of(A.Id(), 7);

        foreach (var last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Where(letter => letter != id[^1]))
            Assert.NotEqual(SessionId.Parse(id), SessionId.Parse(id[..^1] + last));
        Assert.True(Base64Url.IsValid(id));
    }
}
