using Clinic.Notices;
using Xunit;

namespace Clinic.UnitTests.Notices;

public sealed class FreedTimeTests
{
    private static readonly AppointmentImage Booked = Image("booked", "2026-12-03T15:00:00.000Z", "one", 1);

    [Theory]
    [InlineData("cancelled", "2026-12-03T15:00:00.000Z", "one")]
    [InlineData("booked", "2026-12-03T16:00:00.000Z", "one")]
    [InlineData("booked", "2026-12-03T15:00:00.000Z", "other")]
    public void A_cancellation_a_move_and_another_thanatologist_leave_the_time_that_was(string status, string start, string thanatologistId)
    {
        var change = new StreamChange(new AppointmentKey(new TextAttribute("id")), "1", Image(status, start, thanatologistId, 2), Booked);

        Assert.Equal(new FreedTime("id", 2, "one", new DateTimeOffset(2026, 12, 3, 15, 0, 0, TimeSpan.Zero), 60), FreedTime.Of(change));
    }

    [Fact]
    public void Nothing_else_leaves_a_time()
    {
        var cancelled = Image("cancelled", "2026-12-03T15:00:00.000Z", "one", 2);

        Assert.Null(Of(null, Booked));
        Assert.Null(Of(Booked, null));
        Assert.Null(Of(Booked, Image("confirmed", "2026-12-03T15:00:00.000Z", "one", 2)));
        Assert.Null(Of(cancelled, cancelled));
        Assert.Null(Of(new AppointmentImage(new TextAttribute("booked")), new AppointmentImage())); // a series

        static FreedTime? Of(AppointmentImage? before, AppointmentImage? after) => FreedTime.Of(new StreamChange(new AppointmentKey(new TextAttribute("id")), "1", after, before));
    }

    private static AppointmentImage Image(string status, string start, string thanatologistId, int version) => new(
        null, new TextAttribute(status), new TextAttribute(start), new NumberAttribute("60"), new TextAttribute(thanatologistId), new NumberAttribute($"{version}"));
}
