using Clinic.Core.Storage;
using Xunit;

namespace Clinic.UnitTests.Storage;

public sealed class ItemDifferenceTests
{
    [Fact]
    public void What_is_new_or_changed_is_set_and_what_is_gone_is_removed()
    {
        var before = new Item().Text("same", "1").Text("changed", "1").Text("gone", "1");
        var after = new Item().Text("same", "1").Text("changed", "2").Number("added", 3);

        var update = ItemDifference.Between(before, after);

        Assert.Equal("SET #changed = :changed, #added = :added REMOVE #gone", update.Text);
        Assert.Equal(["#added", "#changed", "#gone"], update.Names!.Keys.Order());
        Assert.Equal(("2", "3"), (update.Values![":changed"].S, update.Values[":added"].N));
    }

    [Fact]
    public void Equal_items_need_no_update()
    {
        var update = ItemDifference.Between(Sample(), Sample());

        Assert.Equal("", update.Text);
        Assert.Null(update.Names);
        Assert.Null(update.Values);
    }

    [Fact]
    public void A_value_of_another_type_is_another_value() =>
        Assert.Equal(["a"], ItemDifference.Attributes(new Item().Text("a", "1"), new Item().Number("a", 1)));

    [Fact]
    public void A_map_that_has_gained_or_lost_an_attribute_is_another_one()
    {
        var (one, two) = (new Item().Map("a", new Item().Text("x", "1")), new Item().Map("a", new Item().Text("x", "1").Text("y", "2")));

        Assert.Equal(["a"], ItemDifference.Attributes(one, two));
        Assert.Equal(["a"], ItemDifference.Attributes(two, one));
    }

    [Fact]
    public void What_has_no_value_and_a_list_without_elements_are_left_out() => Assert.Empty(
        new Item().Text("a", null).Number("b", null).Flag("c", null).Date("d", null).Time("e", null).List("f", [], (int _) => new Item()).Map("g", null).Attributes);

    [Fact]
    public void Only_removals_are_an_update_too() =>
        Assert.Equal("REMOVE #a", ItemDifference.Between(new Item().Text("a", "1"), new Item()).Text);

    private static Item Sample() => new Item()
        .Text("text", "a").Number("number", 1).Flag("flag", false)
        .Map("map", new Item().Text("inner", "b"))
        .List("list", [1, 2], number => new Item().Number("n", number));
}
