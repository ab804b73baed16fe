using System.Reflection;
using Clinic.Core.Accounts;
using Xunit;

namespace Clinic.UnitTests.Accounts;

public sealed class PasswordDigestTests
{
    /// <summary>Rows of the old clinic's staff table: nobody has to choose a new password.</summary>
    [Theory]
    [InlineData("Duelo-03-7", "dzdoc9is0j8ht9lg", "f1e410149b6d23c921241b8361559f1688a28e507979d96878adf906e304ad7f")]
    [InlineData("inigo.zepeda", "b2c3d4e5f6g7h8i9", "00d4159b5d106c9d058f2e04c6ca7ec42ba36546a468c07330b7c8d70fc5f768")]
    [InlineData("manuel.hernandez", "c3d4e5f6g7h8i9j0", "db124066384060b7c132c51e3606338811a99912761eaf973dea64c4f1214c1a")]
    public void The_digest_is_the_old_clinics(string password, string salt, string digest) => Assert.Equal(digest, PasswordDigest.Of(password, salt));

    [Fact]
    public void A_password_is_digested_as_UTF8() =>
        Assert.Equal("4d3cbaf4fd038b5ebec7af11cf3bed73", PasswordDigest.Of("contraseña", "sal")[..32]);

    [Fact]
    public void A_hash_is_bcrypt_of_cost_12_and_verifies_its_digest_alone()
    {
        var hash = PasswordDigest.Hash("digest");

        Assert.StartsWith("$2a$12$", hash, StringComparison.Ordinal);
        Assert.True(PasswordDigest.Verify("digest", hash));
        Assert.False(PasswordDigest.Verify("Digest", hash));
    }

    /// <summary>What is in the tables since before BCrypt.Net made the hashes.</summary>
    [Theory]
    [InlineData("$2a$12$JHGVlXd.wQEiJCTomL0sfewuQ.FQxCjTv4mSeGjWBU1h9bGwqkY7q")]
    [InlineData("$2b$12$A/oUAWdvdSBjS614UGn2i.fzL.1LAKUnVQDjRzQ3rbscXRJjjQ/bi")]
    public void A_hash_that_was_stored_before_still_verifies(string hash)
    {
        const string digest = "751c9d908624d5ce77735d58d932b2f1132c12017b03d6fba95e6e8f8dd66521"; // duelo-y-esperanza, sal0123456789abc

        Assert.True(PasswordDigest.Verify(digest, hash));
        Assert.False(PasswordDigest.Verify(digest[..^1] + "0", hash));
        Assert.False(PasswordDigest.Verify(digest, hash[..^1]));
        Assert.False(PasswordDigest.Verify(digest, hash + "0"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$2")]
    [InlineData("5f4dcc3b5aa765d61d8327deb882cf99")]
    [InlineData("$1$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("$2z$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("$2a$6$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("$2a$03$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("$2a$32$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("$2a$06$If6bvum7DFjUnE9")]
    [InlineData("$2a$06$If6bvum7DFjU*E9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    public void A_broken_stored_hash_is_told_from_a_wrong_password(string hash) =>
        Assert.Throws<FormatException>(() => PasswordDigest.Verify("digest", hash));

    /// <summary>NIST SP 800-63B, section 5.1.1.2: one password, whichever way a keyboard writes its accents.</summary>
    [Fact]
    public void Every_way_to_type_a_password_has_one_digest() =>
        Assert.Equal(PasswordDigest.Of("contraseña", "sal"), PasswordDigest.Of("contrasen\u0303a", "sal"));

    [Fact]
    public void An_attempt_is_one_digest_unless_it_was_typed_in_another_form()
    {
        Assert.Equal(PasswordDigest.Of("contraseña", "sal"), PasswordDigest.Attempt("contraseña", "sal"));
        Assert.Equal(2, PasswordDigest.Attempt("contrasen\u0303a", "sal").Split(' ').Distinct().Count());
    }

    [Fact]
    public void An_attempt_of_two_digests_opens_what_either_opens_and_a_third_is_not_looked_at()
    {
        var hash = PasswordDigest.Hash("digest");

        Assert.True(PasswordDigest.Verify("digest other", hash));
        Assert.True(PasswordDigest.Verify("other digest", hash));
        Assert.False(PasswordDigest.Verify("one two digest", hash));
        Assert.False(PasswordDigest.Verify("digest digest", null));
    }

    [Fact]
    public void Without_a_hash_nothing_is_right() => Assert.False(PasswordDigest.Verify("digest", null));

    /// <summary>A malformed dummy would answer sooner than a real hash, or throw, and so reveal which accounts exist.</summary>
    [Fact]
    public void The_dummy_is_a_well_formed_bcrypt_hash_of_the_same_cost()
    {
        var dummy = (string)typeof(PasswordDigest).GetField("DummyHash", BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!;

        Assert.Matches(@"^\$2a\$12\$[./A-Za-z0-9]{21}[.Oeu][./A-Za-z0-9]{30}[.CGKOSWaeimquy26]$", dummy);
    }

    [Fact]
    public void A_salt_is_16_letters_and_digits_and_new_every_time()
    {
        var salts = Enumerable.Range(0, 100).Select(_ => PasswordDigest.NewSalt()).ToList();

        Assert.All(salts, salt => Assert.Matches("^[a-z0-9]{16}$", salt));
        Assert.Equal(100, salts.Distinct().Count());
    }
}
