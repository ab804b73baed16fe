using Clinic.Ingestion;
using Xunit;

namespace Clinic.UnitTests.Legacy;

public sealed class RowGroupTests
{
    [Fact]
    public void A_group_has_room_for_two_hundred_rows_and_for_one_of_them_again()
    {
        var group = new RowGroup("patient#1", []);
        for (var id = 1; id <= 200; id++)
            group.Put(Row(id, "Íñigo"));

        Assert.False(group.HasRoomFor(Row(201, "Íñigo")));
        Assert.True(group.HasRoomFor(Row(200, "Begoña")));
    }

    [Fact]
    public void A_group_is_never_longer_than_an_item_may_be()
    {
        var group = new RowGroup("patient#1", []);
        var note = new string('ñ', 20_000);
        var rows = 0;
        while (group.HasRoomFor(Row(rows + 1, note)))
            group.Put(Row(++rows, note));

        Assert.Equal(3, rows); // of 40 KB each
    }

    private static StagedRow Row(int id, string value) => new("patient#1", $"cetac_record#{id}", "job", "print", new Dictionary<string, string> { ["ekr"] = value });
}
