using Clinic.Anonymization.Generalization;
using Xunit;

namespace Clinic.UnitTests.Exports;

public sealed class AnonymityPlanTests
{
    [Fact]
    public void Whatever_the_table_every_released_class_has_k_rows()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var sizes = new Dictionary<QuasiIdentifiers, int>();
            for (var row = random.Next(0, 200); row > 0; row--)
            {
                var birthYear = random.Next(8) == 0 ? Generalize.Oldest : (1940 + random.Next(60)).ToString(System.Globalization.CultureInfo.InvariantCulture);
                var own = new QuasiIdentifiers(random.Next(4) switch { 0 => "Hombre", 1 => "Mujer", 2 => "Otro", _ => null }, random.Next(9) == 0 ? null : birthYear, random.Next(3) switch { 0 => "090", 1 => "000", _ => null });
                sizes[own] = sizes.GetValueOrDefault(own) + 1;
            }

            var plan = new AnonymityPlan(sizes, 5);

            var released = sizes.Where(size => plan.Release(size.Key) is not null).GroupBy(size => plan.Release(size.Key)!).Select(form => form.Sum(size => size.Value)).ToList();
            Assert.All(released, rows => Assert.True(rows >= 5));
            Assert.Equal(released.Count == 0 ? null : released.Min(), plan.Reached);
            Assert.Equal(released.Sum(), plan.RowsAtLevel.Sum());
        }
    }

    [Theory]
    [InlineData(1936, "90+")]
    [InlineData(1937, "1937")]
    public void Ages_over_89_are_one_group(int year, string expected) => Assert.Equal(expected, Generalize.BirthYear(new DateOnly(year, 12, 31), 2026));

    [Theory]
    [InlineData("09577", "095")]
    [InlineData("06700", "067")]
    [InlineData("06500", "000")]
    [InlineData("44100", "000")]
    [InlineData(null, null)]
    public void A_postal_code_is_three_digits_where_the_area_is_large(string? zipCode, string? expected) => Assert.Equal(expected, Generalize.Zip3(zipCode));
}
