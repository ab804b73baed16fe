using Clinic.Local.Aws.SecretsManager;
using Xunit;

namespace Clinic.UnitTests.Local.Aws.SecretsManager;

public sealed class SecretGeneratorTests
{
    [Fact]
    public void A_secret_has_every_included_type()
    {
        var secrets = Enumerable.Range(0, 200).Select(_ => SecretGenerator.Generate(new("s") { PasswordLength = 4 }));

        Assert.All(secrets, secret =>
        {
            Assert.Equal(4, secret.Length);
            Assert.Contains(secret, char.IsAsciiLetterLower);
            Assert.Contains(secret, char.IsAsciiLetterUpper);
            Assert.Contains(secret, char.IsAsciiDigit);
            Assert.Contains(secret, letter => !char.IsAsciiLetterOrDigit(letter));
        });
    }

    [Fact]
    public void Excluded_types_and_characters_do_not_occur()
    {
        var definition = new SecretDefinition("s")
        {
            PasswordLength = 500,
            ExcludePunctuation = true,
            ExcludeUppercase = true,
            ExcludeCharacters = "abc0",
            IncludeSpace = true,
        };

        Assert.Matches("^[d-z1-9 ]{500}$", SecretGenerator.Generate(definition));
    }

    [Fact]
    public void What_cannot_be_fulfilled_is_refused()
    {
        Assert.Throws<ArgumentException>(() => SecretGenerator.Generate(new("s") { PasswordLength = 3 }));
        Assert.Throws<ArgumentException>(() => SecretGenerator.Generate(new("s")
        {
            ExcludeLowercase = true,
            ExcludeUppercase = true,
            ExcludeNumbers = true,
            ExcludePunctuation = true,
        }));
    }
}
