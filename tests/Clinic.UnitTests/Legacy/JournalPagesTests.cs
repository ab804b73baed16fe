using Amazon.DynamoDBv2.Model;
using Clinic.Core.Legacy;
using Clinic.Core.Storage;
using Xunit;

namespace Clinic.UnitTests.Legacy;

public sealed class JournalPagesTests
{
    private const int LargestItem = 400 * 1024;

    [Fact]
    public void Sessions_share_a_page_while_it_has_room()
    {
        Item[] sessions = [.. Enumerable.Range(0, 1_000).Select(i => Session(i, 700))];

        var pages = JournalPages.Of(sessions);

        Assert.Equal(sessions, pages.SelectMany(page => page));
        Assert.Equal(3, pages.Count);
        Assert.All(pages, page => Assert.True(BytesOf(page) <= JournalPages.MostBytes));
    }

    [Theory]
    [InlineData("a", 20_000, 14)]
    [InlineData("ñ", 20_000, 7)]
    [InlineData("→", 20_000, 4)]
    [InlineData("🕯", 20_000, 3)]
    public void The_longest_evaluations_in_the_longest_letters_fit(string letter, int count, int sessionsOfPage)
    {
        Item[] sessions = [.. Enumerable.Range(0, 30).Select(i => new Item().Number("number", i).Text("evaluation", string.Concat(Enumerable.Repeat(letter, count))))];

        var pages = JournalPages.Of(sessions);

        Assert.Equal(sessions, pages.SelectMany(page => page));
        Assert.All(pages.SkipLast(1), page => Assert.Equal(sessionsOfPage, page.Count));
        Assert.All(pages, page => Assert.True(BytesOf(page) < LargestItem));
    }

    [Fact]
    public void There_is_no_page_without_sessions() => Assert.Empty(JournalPages.Of([]));

    /// <summary>As the service counts: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html.</summary>
    [Fact]
    public void An_element_is_counted_with_its_name_and_never_too_small()
    {
        Assert.Equal(1 + 4, JournalPages.BytesOf(new AttributeValue("añz")));
        Assert.Equal(4 + 4 + 1 + 2, JournalPages.BytesOf(new Item().Text("text", "sí").AsMap()) - 1);
        Assert.True(JournalPages.BytesOf(new AttributeValue { N = new string('9', 38) }) > 20);
    }

    private static Item Session(int number, int letters) => new Item().Number("number", number).Text("evaluation", new string('x', letters));

    private static int BytesOf(IReadOnlyList<Item> page) => page.Sum(session => JournalPages.BytesOf(session.AsMap()));
}
