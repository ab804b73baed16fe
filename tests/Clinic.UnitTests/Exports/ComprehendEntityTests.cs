using Clinic.Anonymization.Detection;
using Xunit;

namespace Clinic.UnitTests.Exports;

public sealed class ComprehendEntityTests
{
    [Theory]
    [InlineData("NAME", "Ana", FindingKind.Name)]
    [InlineData("ADDRESS", "Roma Norte", FindingKind.Address)]
    [InlineData("EMAIL", "a@example.org", FindingKind.Email)]
    [InlineData("PHONE", "55 1234 5678", FindingKind.Phone)]
    [InlineData("SSN", "123-45-6789", FindingKind.Identifier)]
    [InlineData("US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER", "912-34-5678", FindingKind.Identifier)]
    [InlineData("PASSPORT_NUMBER", "G12345678", FindingKind.Identifier)]
    [InlineData("DRIVER_ID", "D1234567", FindingKind.Identifier)]
    [InlineData("URL", "example.org/ana", FindingKind.Identifier)]
    [InlineData("IP_ADDRESS", "10.0.0.1", FindingKind.Identifier)]
    [InlineData("MAC_ADDRESS", "00:00:5e:00:53:af", FindingKind.Identifier)]
    [InlineData("BANK_ACCOUNT_NUMBER", "0123456789", FindingKind.Identifier)]
    [InlineData("CREDIT_DEBIT_NUMBER", "4111 1111 1111 1111", FindingKind.Identifier)]
    [InlineData("CREDIT_DEBIT_EXPIRY", "01/28", FindingKind.Identifier)]
    [InlineData("USERNAME", "anita", FindingKind.Identifier)]
    [InlineData("PASSWORD", "secreto", FindingKind.Identifier)]
    [InlineData("LICENSE_PLATE", "ABC-12-34", FindingKind.Identifier)]
    [InlineData("VEHICLE_IDENTIFICATION_NUMBER", "1HGCM82633A004352", FindingKind.Identifier)]
    [InlineData("A_TYPE_TO_COME", "?", FindingKind.Identifier)]
    [InlineData(null, "?", FindingKind.Identifier)]
    public void Each_type_has_its_kind_and_an_unknown_one_is_an_identifier(string? type, string text, object kind) => Assert.Equal(kind, ComprehendEntity.KindOf(type, text));

    [Theory]
    [InlineData("95 años", true)]
    [InlineData("90", true)]
    [InlineData("104 years old", true)]
    [InlineData("noventa y dos años", true)]
    [InlineData("ninety-one", true)]
    [InlineData("cien años", true)]
    [InlineData("89 años", false)]
    [InlineData("40 años", false)]
    [InlineData("95 meses", false)]
    [InlineData("100 días", false)]
    [InlineData("cuarenta años", false)]
    public void An_age_is_hidden_over_89(string text, bool hidden) => Assert.Equal(hidden, ComprehendEntity.KindOf("AGE", text) is FindingKind.Age);

    [Theory]
    [InlineData("12 de marzo de 2021", true)]
    [InlineData("marzo", true)]
    [InlineData("12/03/21", true)]
    [InlineData("2021-03-12", true)]
    [InlineData("el 12", true)]
    [InlineData("2019", true)]
    [InlineData("en 1931", true)]
    [InlineData("Navidad", true)]
    [InlineData("March 4th", true)]
    [InlineData("quince de este mes", true)]
    [InlineData("11 am", false)]
    [InlineData("a las 17:30 horas", false)]
    [InlineData("5 p. m.", false)]
    [InlineData("hace tres meses", false)]
    [InlineData("durante 15 días", false)]
    [InlineData("two weeks ago", false)]
    [InlineData("cada jueves", false)]
    [InlineData("el próximo lunes por la tarde", false)]
    [InlineData("ayer", false)]
    [InlineData("last year", false)]
    public void A_time_that_tells_no_date_may_stay(string text, bool hidden) => Assert.Equal(hidden, ComprehendEntity.KindOf("DATE_TIME", text) is FindingKind.Date);
}
