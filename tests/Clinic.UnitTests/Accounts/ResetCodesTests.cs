using Clinic.Core.Accounts;
using Clinic.Core.Security;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Accounts;

public sealed class ResetCodesTests
{
    private readonly ResetCodes codes = new(new KeyRing(() => Task.FromResult("root")), A.Clock());

    [Fact]
    public async Task A_code_is_8_digits_and_stored_as_a_MAC_that_does_not_show_it()
    {
        var (code, stored) = await codes.NewAsync("u-1", ResetCodes.ResetLife);

        Assert.Matches("^[0-9]{8}$", code);
        Assert.DoesNotContain(code, stored.Mac, StringComparison.Ordinal);
        Assert.Equal(await codes.MacAsync("u-1", $" {code[..4]}-{code[4..]}\n"), stored.Mac);
        Assert.Equal(A.Moment.AddMinutes(15), stored.ExpiresAt);
    }

    [Fact]
    public async Task A_code_is_one_users() => Assert.NotEqual(await codes.MacAsync("u-1", "12345678"), await codes.MacAsync("u-2", "12345678"));
}
