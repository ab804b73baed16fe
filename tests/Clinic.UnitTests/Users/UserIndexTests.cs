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
        var names = UserIndex.SearchNames("Itzel", "Muñoz", "Peña");

        Assert.Equal(found, names.Contains(UserIndex.SearchTerm(prefix), StringComparison.Ordinal));
    }

    /// <summary>However the apostrophes, hyphens and quotes of name and prefix are written, one finds the other.</summary>
    [Theory]
    [InlineData("O'Farrill O’Farrill O‘Farrill OʼFarrill O´Farrill O`Farrill O′Farrill O＇Farrill", ' ')]
    [InlineData("Núñez-Peña|Núñez‐Peña|Núñez‑Peña|Núñez–Peña|Núñez—Peña|Núñez−Peña|Núñez－Peña", '|')]
    [InlineData("\"Nena\"|“Nena”|„Nena“|«Nena»", '|')]
    public void Every_spelling_finds_every_other(string spellings, char separator)
    {
        foreach (var name in spellings.Split(separator))
        {
            Assert.All(spellings.Split(separator), prefix => Assert.Contains(UserIndex.SearchTerm(prefix), UserIndex.SearchNames("Eva", name, null), StringComparison.Ordinal));
        }
    }

    /// <summary>Names as they were folded before: nothing but Latin letters up to Extended-A, and apostrophes as they stood.</summary>
    [Theory]
    [InlineData("O'Farrill", "|o|farrill", "|o’farrill eva|eva o’farrill")]
    [InlineData("O’Far", "|o|far", "|o'farrill eva|eva o'farrill")]
    [InlineData("Núñez-Pe", "|nunez|pe", "|nunez–pena eva|eva nunez–pena")]
    [InlineData("Nguyễn", "|nguy|n", "|nguyễn eva|eva nguyễn")]
    [InlineData("de la C", "|de la c", "|de la cruz eva|eva de la cruz")]
    public void A_prefix_finds_names_that_were_folded_otherwise(string prefix, string parts, string stored)
    {
        var found = UserIndex.SearchParts(prefix);

        Assert.Equal(parts, "|" + string.Join('|', found.Select(part => part.TrimStart('|'))));
        Assert.All(found, part => Assert.Contains(part, stored, StringComparison.Ordinal));
    }

    [Fact]
    public void A_sort_key_stays_within_what_DynamoDB_takes() => Assert.All(
        new[] { new string('中', 200), new string('한', 200), string.Concat(Enumerable.Repeat("😀", 200)), new string('e', 200) },
        name => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(A.Staff().Named(name, name, name).Build().SortName), 100, 1_024));

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
