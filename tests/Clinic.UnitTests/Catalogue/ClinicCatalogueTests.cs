using Clinic.Core.Catalogue;
using Xunit;

namespace Clinic.UnitTests.Catalogue;

public sealed class ClinicCatalogueTests
{
    [Theory]
    [InlineData("Servicios Acompañamiento", "Acompañamiento Grupo", "Acompañamiento Grupal")]
    [InlineData("Servicios Acompañamiento", "Mindfullness", "Mindfulness")]
    [InlineData("Servicios Holísticos", "Biomagetismo", "Biomagnetismo")]
    [InlineData("Servicios Holisticos", "Cama Térmica de Jade", "Cama térmica de Jade")]
    [InlineData("servicios holísticos", " reiki ", "Reiki")]
    [InlineData("HERRAMIENTAS ALTERNATIVAS", "FLORES DE BACH", "Flores de Bach")]
    [InlineData(" Servicios Acompañamiento ", "TANATOLOGÍA", "Tanatología")]
    public void An_intervention_is_found_within_its_service(string service, string intervention, string canonical) =>
        Assert.Equal(canonical, ClinicCatalogue.InterventionsOf(service)!.Find(intervention));

    [Theory]
    [InlineData("Servicios Acompañamiento", "Reiki")]
    [InlineData("Herramientas Alternativas", "Tanatología")]
    public void An_intervention_of_another_service_is_not_found(string service, string intervention) =>
        Assert.Null(ClinicCatalogue.InterventionsOf(service)!.Find(intervention));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Acompañamiento")]
    [InlineData("Servicios")]
    public void A_service_that_does_not_exist_has_no_interventions(string? service) => Assert.Null(ClinicCatalogue.InterventionsOf(service));

    [Theory]
    [InlineData("Enfermeda", "Enfermedad")]
    [InlineData("ENFERMEDAD", "Enfermedad")]
    [InlineData("violencia PSICOLÓGICA", "Violencia psicológica")]
    [InlineData(" otro ", "Otro")]
    [InlineData("Enfermedades", null)]
    [InlineData("Violencia psicologica", null)]
    [InlineData(null, null)]
    public void Motives_are_found_by_name_and_alias(string? motive, string? canonical) => Assert.Equal(canonical, ClinicCatalogue.Motives.Find(motive));

    [Fact]
    public void The_catalogue_is_complete()
    {
        Assert.Equal([5, 6, 2], ClinicCatalogue.Services.Select(service => service.Interventions.Values.Count));
        Assert.Equal(["Acompañamiento", "Holísticos", "Alternativas"], ClinicCatalogue.Services.Select(service => service.Label));
        Assert.Equal((3, 10, 33), (ClinicCatalogue.Genders.Values.Count, ClinicCatalogue.Tools.Values.Count, ClinicCatalogue.Motives.Values.Count));
    }

    [Fact]
    public void Every_value_finds_itself()
    {
        foreach (var vocabulary in ClinicCatalogue.Services.Select(service => service.Interventions)
            .Concat([ClinicCatalogue.ServiceTypes, ClinicCatalogue.Tools, ClinicCatalogue.Motives, ClinicCatalogue.Genders]))
        {
            Assert.All(vocabulary.Values, value => Assert.Equal(value, vocabulary.Find(value.ToUpperInvariant())));
        }
    }

    [Fact]
    public void The_view_shows_canonical_values_and_no_alias()
    {
        Assert.Equal(["Hombre", "Mujer", "Otro"], ClinicCatalogue.View.Genders);
        Assert.DoesNotContain("Mindfullness", ClinicCatalogue.View.Services.SelectMany(service => service.InterventionTypes));
        Assert.Contains("Mindfulness", ClinicCatalogue.View.Services[0].InterventionTypes);
    }
}
