using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Sessions;

public sealed class SessionItemsTests
{
    private static readonly Session Plain = new(
        A.Id(), 7, A.Id(), "Itzel Muñoz", A.Day, "Servicios Acompañamiento", "Tanatología", "Diálogo", "Duelo", "Llora.", 150.5m, false, null, [], A.Moment);

    [Fact]
    public void A_session_is_read_as_it_was_written()
    {
        var substitute = Plain with { Substitute = true, Reason = "Vacaciones", Addenda = [new Addendum("uno", "u-1", "Ana", A.Moment)] };

        Assert.Equivalent(Plain, SessionItems.Read(SessionItems.Write(Plain).Attributes), strict: true);
        Assert.Equivalent(substitute, SessionItems.Read(SessionItems.Write(substitute).Attributes), strict: true);
    }

    [Fact]
    public void What_a_session_does_not_have_is_not_stored()
    {
        var item = SessionItems.Write(Plain with { Evaluation = "" }).Attributes;

        Assert.DoesNotContain(item.Keys, name => name is "evaluation" or "substitute" or "reason" or "addenda");
        Assert.Equal("", SessionItems.Read(item).Evaluation);
    }
}
