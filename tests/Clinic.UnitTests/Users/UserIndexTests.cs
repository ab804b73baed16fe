using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Users;

public sealed class UserIndexTests
{
    [Theory]
    [InlineData("muñ", true)]
    [InlineData("MUNOZ", true)]
    [InlineData("Muñoz P", true)]
    [InlineData("peña", true)]
    [InlineData("itz", true)]
    [InlineData("Itzel Muñoz Peña", true)]
    [InlineData("muñoz peña itzel", true)]
    [InlineData("  munoz   pena ", true)]
    [InlineData("uñoz", false)]
    [InlineData("peña itzel", false)]
    [InlineData("oz pe", false)]
    public void A_prefix_finds_the_last_names_and_the_first_name(string prefix, bool found)
    {
        var names = UserIndex.SearchNames(A.Staff().Named("Itzel", "Muñoz", "Peña").Build().Data);

        Assert.Equal(found, names.Contains(UserIndex.SearchTerm(prefix), StringComparison.Ordinal));
    }

    [Fact]
    public void A_bar_in_a_prefix_does_not_reach_behind_the_scenes() => Assert.Equal("|mu", UserIndex.SearchTerm("|m|u"));

    [Fact]
    public void Sort_names_ignore_case_and_accents_and_end_in_the_id()
    {
        string[] sorted =
        [
            .. new[] { "Zúñiga", "ávila", "Ñáñez", "O'Farrill", "Oaxaca", "Nava", "Avila Zea", "NUÑEZ" }
                .Select(name => A.Staff().Named("Eva", name).Build()).OrderBy(user => user.SortName, StringComparer.Ordinal).Select(user => user.Data.FirstLastName!),
        ];

        Assert.Equal(["ávila", "Avila Zea", "Ñáñez", "Nava", "NUÑEZ", "O'Farrill", "Oaxaca", "Zúñiga"], sorted);
    }
}
