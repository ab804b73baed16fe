using Clinic.Ingestion;
using Xunit;

namespace Clinic.UnitTests.Legacy;

public sealed class LegacyIdTests
{
    /// <summary>RFC 9562, appendix A.4: the namespace of DNS names and www.example.com.</summary>
    [Fact]
    public void A_version_5_UUID_is_that_of_the_RFC() => Assert.Equal(
        new Guid("2ed6657d-e927-568b-95e1-2665a8aea6a2"),
        LegacyId.Version5(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"));

    /// <summary>They are in the data of every clinic that has imported: nothing may change them.</summary>
    [Fact]
    public void Ids_are_the_same_for_ever_and_differ_between_tables()
    {
        Assert.Equal("80e431c2-f3fa-53fe-a325-c0acccfc83a8", LegacyId.Staff("7"));
        Assert.Equal("fbb71826-0d18-5fa7-bf3a-78a19e3e5691", LegacyId.Patient("7"));
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData(" 007 ", "7")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("9223372036854775808", null)]
    [InlineData("0", null)]
    [InlineData("-7", null)]
    [InlineData("+7", null)]
    [InlineData("7.0", null)]
    [InlineData("1,000", null)]
    [InlineData("٧", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_old_id_is_a_number_from_1_on(string? text, string? id) => Assert.Equal(id, LegacyId.Parse(text));
}
