using System.Security.Cryptography;
using System.Text;
using BCrypt.Net;
using Xunit;
using Bcrypt = BCrypt.Net.BCrypt;

namespace Clinic.UnitTests.AwsCompat;

public sealed class BCryptTests
{
    private const string Known = "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i";

    // From the test suites of jBCrypt, crypt_blowfish and pyca/bcrypt; all of them agree with libxcrypt.
    [Theory]
    [InlineData("", "$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.")]
    [InlineData("a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe")]
    [InlineData("abc", Known)]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC")]
    [InlineData("~!@#$%^&*()      ~!@#$%^&*()PNBFRD", "$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO")]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")]
    [InlineData("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    [InlineData("Kk4DQuMMfZL9o", "$2b$04$cVWp4XaNU8a4v1uMRum2SO026BWLIoQMD/TXg5uZV.0P.uO8m3YEm")]
    [InlineData("ππππππππ", "$2a$10$.TtQJ4Jr6isd4Hp.mVfZeuh6Gws4rOQ/vdBczhDx.19NFK0Y84Dle")]
    [InlineData("ππππππππ", "$2y$10$.TtQJ4Jr6isd4Hp.mVfZeuh6Gws4rOQ/vdBczhDx.19NFK0Y84Dle")]
    public void Known_hashes_verify(string text, string hash)
    {
        Assert.True(Bcrypt.Verify(text, hash));
        Assert.False(Bcrypt.Verify(text + "!", hash));
    }

    [Fact]
    public void Only_72_bytes_count()
    {
        const string hash = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
        const string counted = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

        Assert.True(Bcrypt.Verify(counted, hash));
        Assert.True(Bcrypt.Verify(counted + "chars after 72 are ignored", hash));
        Assert.False(Bcrypt.Verify(counted[..71], hash));
    }

    [Theory]
    [InlineData("")]
    [InlineData("contraseña 🕊")]
    public void A_new_hash_is_of_revision_2a_and_verifies(string text)
    {
        var hash = Bcrypt.HashPassword(text, 4);

        Assert.Matches(@"^\$2a\$04\$[./A-Za-z0-9]{53}$", hash);
        Assert.True(Bcrypt.Verify(text, hash));
        Assert.NotEqual(hash, Bcrypt.HashPassword(text, 4));
    }

    [Fact]
    public void Enhanced_entropy_is_bcrypt_over_base_64_of_a_digest()
    {
        var hash = Bcrypt.HashPassword("contraseña", 4, enhancedEntropy: true);

        Assert.True(Bcrypt.Verify("contraseña", hash, enhancedEntropy: true));
        Assert.False(Bcrypt.Verify("contraseña", hash));
        Assert.False(Bcrypt.Verify("contraseña", hash, enhancedEntropy: true, HashType.SHA512));
        Assert.True(Bcrypt.Verify(Convert.ToBase64String(SHA384.HashData(Encoding.UTF8.GetBytes("contraseña"))), hash));
        Assert.Throws<ArgumentException>(() => Bcrypt.Verify("contraseña", hash, enhancedEntropy: true, HashType.None));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(32)]
    public void A_work_factor_out_of_range_is_refused(int workFactor) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bcrypt.HashPassword("x", workFactor));

    [Theory]
    [InlineData("5f4dcc3b5aa765d61d8327deb882cf99")]
    [InlineData("$1$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("$2z$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("$2a$6$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("$2a$32$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("$2a$06$If6bvum7DFjUnE9")]
    [InlineData("$2a$06$If6bvum7DFjU*E9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("$2")]
    public void A_broken_hash_is_told_from_a_wrong_password(string hash) =>
        Assert.Throws<SaltParseException>(() => Bcrypt.Verify("abc", hash));

    [Fact]
    public void A_hash_that_lost_its_end_matches_nothing()
    {
        Assert.False(Bcrypt.Verify("abc", Known[..^1]));
        Assert.False(Bcrypt.Verify("abc", Known + "0"));
    }

    [Fact]
    public void Null_and_empty_are_the_callers_mistakes()
    {
        Assert.Throws<ArgumentNullException>(() => Bcrypt.HashPassword(null!, 4));
        Assert.Throws<ArgumentNullException>(() => Bcrypt.Verify(null!, Known));
        Assert.Throws<ArgumentException>(() => Bcrypt.Verify("abc", ""));
    }
}
