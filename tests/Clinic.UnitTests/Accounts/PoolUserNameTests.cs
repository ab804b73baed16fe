using Clinic.Core.Accounts;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Accounts;

public sealed class PoolUserNameTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void A_name_is_read_back(int generation)
    {
        var id = A.Id();

        Assert.Equal((id, generation), PoolUserName.Parse(PoolUserName.Of(id, generation)));
    }

    [Fact]
    public void The_first_generation_is_the_id_itself() => Assert.Equal("id", PoolUserName.Of("id", 0));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("itzel")]
    [InlineData("8d7f3c1a-0000-7000-8000-000000000001.")]
    [InlineData("8d7f3c1a-0000-7000-8000-000000000001.x")]
    [InlineData("8d7f3c1a-0000-7000-8000-000000000001.-1")]
    [InlineData("8d7f3c1a-0000-7000-8000-000000000001. 1")]
    [InlineData("8d7f3c1a-0000-7000-8000-000000000001.1.1")]
    [InlineData("8d7f3c1a-0000-7000-8000-000000000001.99999999999")]
    [InlineData("8d7f3c1a-0000-7000-8000-000000000001.0")]
    [InlineData("8d7f3c1a-0000-7000-8000-000000000001.01")]
    [InlineData("8D7F3C1A-0000-7000-8000-000000000001")]
    public void Anything_else_is_none_of_ours(string? name) => Assert.Null(PoolUserName.Parse(name));
}
