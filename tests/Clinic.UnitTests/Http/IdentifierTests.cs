using Clinic.Core.Http;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Http;

public sealed class IdentifierTests
{
    [Fact]
    public void A_new_id_is_a_UUIDv7_of_the_injected_time()
    {
        var id = Guid.Parse(Identifier.New(A.Clock()));

        Assert.Equal(7, id.Version);
        Assert.Equal(A.Moment.ToUnixTimeMilliseconds(), Convert.ToInt64(id.ToString("N")[..12], 16));
    }

    [Fact]
    public void Ids_are_read_in_any_letter_case_and_written_in_lower_case()
    {
        Assert.True(Identifier.TryParse("8D7F3C1A-0000-7000-8000-00000000000A", out var id));
        Assert.Equal("8d7f3c1a-0000-7000-8000-00000000000a", id);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("8d7f3c1a000070008000000000000001")]
    [InlineData("{8d7f3c1a-0000-7000-8000-000000000001}")]
    [InlineData("8d7f3c1a-0000-7000-8000-00000000000g")]
    [InlineData("8d7f3c1a-0000-7000-8000-0000000000012")]
    public void Anything_else_is_no_id(string? text) => Assert.False(Identifier.TryParse(text, out _));
}
