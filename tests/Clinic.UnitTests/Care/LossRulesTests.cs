using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Clinic.Core.Sessions;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Care;

/// <summary>The tests' today is 22 November 2026.</summary>
public sealed class LossRulesTests
{
    private static readonly LossEditRules Rules = new(new ClinicCalendar(TimeZoneInfo.Utc, A.Clock()));

    [Theory]
    [InlineData("1900")]
    [InlineData("2024")]
    [InlineData("2024-05")]
    [InlineData("2024-02-29")]
    [InlineData("2026")]
    [InlineData("2026-11")]
    [InlineData("2026-11-22")]
    public void As_much_of_a_date_as_is_known_is_taken(string date) => Validation.Check(Rules, new LossEdit("Muerte", Date: date));

    [Theory]
    [InlineData("", "invalid-format")]
    [InlineData("24", "invalid-format")]
    [InlineData("2024-5", "invalid-format")]
    [InlineData("2024-13", "invalid-format")]
    [InlineData("2023-02-29", "invalid-format")]
    [InlineData("2024-05-10T00:00:00Z", "invalid-format")]
    [InlineData(" 2024", "invalid-format")]
    [InlineData("٢٠٢٤", "invalid-format")]
    [InlineData("1899", "out-of-range")]
    [InlineData("2027", "out-of-range")]
    [InlineData("2026-12", "out-of-range")]
    [InlineData("2026-11-23", "out-of-range")]
    public void What_is_no_date_or_is_to_come_is_refused(string date, string code) => Assert.Equal([("date", code)], Faults(new LossEdit("Muerte", Date: date)));

    [Fact]
    public void Every_member_at_fault_is_named() => Assert.Equal(
        [("circumstance", "not-in-catalogue"), ("kind", "required"), ("name", "too-long"), ("notes", "too-long"), ("relation", "not-in-catalogue")],
        Faults(new LossEdit(null, "Tía", new string('a', 121), null, "Rayo", null, new string('a', 4_001))));

    [Fact]
    public void What_is_stored_is_trimmed_and_in_the_catalogues_spelling()
    {
        var loss = A.Loss().With(new LossEdit(" muerte ", "HIJO O HIJA", " Elvira ", "2024-05", "súbita", true, " La cuidó. ", true));

        Assert.Equal(("Muerte", "Hijo o hija", "Elvira", "2024-05", "Súbita", "La cuidó."), (loss.Kind, loss.Relation, loss.Name, loss.Date!.Text, loss.Circumstance, loss.Notes));
        Assert.Equal(loss, loss.With(LossEdit.Of(loss)));
    }

    private static IEnumerable<(string, string)> Faults(LossEdit loss) => Assert.Throws<InvalidInputException>(() => Validation.Check(Rules, loss)).Errors
        .SelectMany(field => field.Value.Select(fault => (field.Key, fault.Code.Name))).Order();
}
