using System.Globalization;
using Clinic.Ingestion;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Legacy;

public sealed class JournalPagesTests
{
    private const int LargestItem = 400 * 1024;

    [Fact]
    public void A_session_comes_back_with_all_that_its_item_has()
    {
        var addendum = new Addendum("Después, \"más\" calma.\r\nSegunda línea.", A.Id(), "Begoña O'Farrill", A.Moment);
        Session[] sessions =
        [
            Session(1, "Habla de su niñez.\nDuerme 🕯 mejor; <b>llora</b> menos.") with { Substitute = true, Reason = "Vacaciones", LegacyNumber = 4, ImportedBy = "\"etag\" 1", Addenda = [addendum] },
            Session(2, "→") with { RecoveryFee = 0, Gender = null, ThanatologistName = null },
        ];

        var read = JournalPages.Read(Assert.Single(JournalPages.Of(sessions)));

        Assert.Equal(sessions.Select(Item), read.Select(Item));
    }

    [Fact]
    public void Sessions_share_a_page_while_it_has_room()
    {
        var sessions = Enumerable.Range(1, 1_000).Select(i => Session(i, new string('x', 500))).ToList();

        var pages = JournalPages.Of(sessions).Select(JournalPages.Read).ToList();

        Assert.Equal(sessions.Select(Item), pages.SelectMany(page => page).Select(Item));
        Assert.InRange(pages.Count, 3, 5);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("ñ")]
    [InlineData("→")]
    [InlineData("🕯")]
    public void The_longest_evaluations_in_letters_that_nothing_compresses_fit(string letter)
    {
        var random = new Random(7);
        var sessions = Enumerable.Range(1, 30).Select(i => Session(i, string.Concat(Enumerable.Range(0, 20_000 / letter.Length).Select(_ =>
            char.ConvertFromUtf32(char.ConvertToUtf32(letter, 0) + random.Next(20)))))).ToList();

        var pages = JournalPages.Of(sessions).ToList();

        Assert.Equal(sessions.Select(Item), pages.SelectMany(JournalPages.Read).Select(Item));
        Assert.All(pages, page => Assert.InRange(page.Length, 1, LargestItem - 1_000));
    }

    [Fact]
    public void There_is_no_page_without_sessions() => Assert.Empty(JournalPages.Of([]));

    private static string Item(Session session) => ItemText.Of(SessionItems.Write(session).Attributes);

    private static Session Session(int number, string evaluation) => new(
        A.Id(), number, A.Id(), "Lucía Ñáñez", new DateOnly(2024, 5, 16), "Servicios Holísticos", "Reiki", "Diálogo", "Duelo", evaluation, 99.5m, false, null, [], A.Moment, "Mujer",
        number.ToString(CultureInfo.InvariantCulture));
}
