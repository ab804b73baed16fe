using System.Text.Json;
using System.Text.Json.Nodes;
using Clinic.Core.Http;
using Clinic.Core.Json;
using Clinic.Core.Security;
using Clinic.Core.Users;
using Clinic.Testing;
using Xunit;

namespace Clinic.UnitTests.Json;

public sealed class ClinicJsonTests
{
    [Fact]
    public void Members_are_camelCase_and_absent_ones_are_left_out()
    {
        var json = JsonSerializer.Serialize(new RecordSummary(true, null), ClinicJson.Contracts.Options.GetTypeInfo(typeof(RecordSummary)));

        Assert.Equal("""{"isOpen":true}""", json);
    }

    [Fact]
    public void Accents_stay_readable_and_an_id_comes_first()
    {
        var view = A.Caller(Role.Admin).View(A.Patient().Named("Íñigo", "Peña").Build(), "Itzel Muñoz");

        var json = Response.Ok(view).Body!;

        Assert.StartsWith($"{{\"id\":\"{view.Id}\",\"role\":\"patient\"", json, StringComparison.Ordinal);
        Assert.Contains("Íñigo", json, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_RFC_3339_in_UTC_and_dates_are_dates()
    {
        var user = A.Patient().With(data => data with { BirthDate = new DateOnly(1980, 2, 29) }).Build();

        var json = JsonNode.Parse(Response.Ok(A.Caller(Role.Admin).View(user, null)).Body!)!;

        Assert.Equal("1980-02-29", (string?)json["birthDate"]);
        Assert.Matches(@"^2026-11-22T18:00:00(\.\d+)?(Z|\+00:00)$", (string?)json["createdAt"]);
    }

    [Fact]
    public void Money_is_a_number()
    {
        var view = new Core.Sessions.SessionView("i", "u", "t", null, 1, A.Day, "s", "i", "t", "m", "e", 150.50m, null, null, null, A.Moment);

        Assert.Contains("\"recoveryFee\":150.50", Response.Ok(view).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.AdminSupport, "\"admin_support\"")]
    [InlineData(Role.Patient, "\"patient\"")]
    public void Roles_are_written_by_name(Role role, string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(role, ClinicJson.Contracts.Options.GetTypeInfo(typeof(Role))));
}
