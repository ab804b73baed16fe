using System.Globalization;
using Clinic.Ingestion;
using Xunit;

namespace Clinic.UnitTests.Legacy;

public sealed class SessionNumberingTests
{
    /// <summary>Sessions are written id:number:day.</summary>
    [Theory]
    [InlineData("1:1:3 2:2:2 3:3:1", "1=1 2=2 3=3")] // contiguous: kept, whatever the days
    [InlineData("9:2:1 8:1:1", "1=8 2=9")]
    [InlineData("1:1:1 2:3:2 3:4:3", "1=1 2=2 3=3")] // a gap: by date
    [InlineData("1:1:3 2:3:2 3:4:1", "1=3 2=2 3=1")]
    [InlineData("1:2:1 2:3:2", "1=1 2=2")] // not from 1
    [InlineData("1:1:2 2:1:1 3:2:3", "1=2 2=1 3=3")] // twice the same
    [InlineData("10:5:1 9:7:1 8:9:1", "1=8 2=9 3=10")] // one day: by id, as a number
    [InlineData("5:7:1", "1=5")]
    [InlineData("", "")]
    public void Numbers_are_kept_where_they_are_contiguous_else_by_date_and_id(string sessions, string expected) =>
        Assert.Equal(expected, Numbers(sessions, []));

    [Theory]
    [InlineData("1:1:1 2:2:2", new[] { 3 }, "1=1 2=2")]
    [InlineData("1:1:1 2:2:2", new[] { 1 }, "2=1 3=2")]
    [InlineData("1:1:1 2:2:2 3:3:3", new[] { 2, 4 }, "1=1 3=2 5=3")]
    [InlineData("1:4:1", new[] { 1, 2, 3 }, "4=1")]
    public void Numbers_of_the_application_stay_its_own(string sessions, int[] taken, string expected) =>
        Assert.Equal(expected, Numbers(sessions, taken));

    [Fact]
    public void The_order_in_which_they_came_does_not_matter()
    {
        string[] sessions = ["4:2:9", "3:5:9", "12:5:1", "7:9:4", "1:1:2"];
        var expected = Numbers(string.Join(' ', sessions), [3]);
        var random = new Random(7);

        for (var i = 0; i < 50; i++)
        {
            random.Shuffle(sessions);
            Assert.Equal(expected, Numbers(string.Join(' ', sessions), [3]));
        }
    }

    private static string Numbers(string sessions, int[] taken) => string.Join(' ', SessionNumbering
        .Assign([.. sessions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Session)], taken.ToHashSet())
        .OrderBy(place => place.Key).Select(place => $"{place.Key}={place.Value}"));

    private static NumberedSession Session(string text)
    {
        var parts = text.Split(':');
        var (number, day) = (int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
        return new(parts[0], number, new DateOnly(2024, 5, day));
    }
}
