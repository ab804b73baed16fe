using Clinic.Core.Security;
using Xunit;

namespace Clinic.UnitTests.Security;

public sealed class ConstantTimeTests
{
    [Theory]
    [InlineData("secret", "secret", true)]
    [InlineData("secret", "Secret", false)]
    [InlineData("secret", "secre", false)]
    [InlineData("", "", true)]
    public void Secrets_are_compared_in_full(string one, string other, bool equal) => Assert.Equal(equal, ConstantTime.Equal(one, other));
}
