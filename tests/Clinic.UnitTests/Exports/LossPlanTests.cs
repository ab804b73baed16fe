using Clinic.Anonymization.Generalization;
using Clinic.Core.Care;
using Clinic.Core.Catalogue;
using Xunit;

namespace Clinic.UnitTests.Exports;

public sealed class LossPlanTests
{
    private const int K = 5;
    private static readonly LossForm Death = new("Muerte", "Madre", "Enfermedad", true, 2024);

    [Fact]
    public void Whatever_the_losses_every_form_that_is_released_is_had_by_k_patients()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var patients = Enumerable.Range(0, random.Next(0, 60)).Select(_ => Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(random)).ToHashSet()).ToList();

            var plan = Plan([.. patients.Select(losses => (losses.ToArray(), 1))]);

            var forms = patients.SelectMany(losses => losses.Select(plan.Release).OfType<LossForm>().Distinct()).CountBy(form => form);
            Assert.All(forms, form => Assert.True(form.Value >= K, $"seed {seed}: {form}"));
            Assert.All(patients.SelectMany(losses => losses), loss => Assert.Equal(loss.Kind, plan.Release(loss)?.Kind ?? loss.Kind));
            Assert.All(patients.SelectMany(losses => losses).CountBy(loss => loss).Where(loss => loss.Value >= K), loss => Assert.Equal(loss.Key, plan.Release(loss.Key)));
        }
    }

    [Fact]
    public void What_too_few_have_had_loses_the_year_then_the_circumstance_then_the_relation()
    {
        var (other, sudden, father, migration) = (Death with { Year = 2019 }, Death with { Circumstance = "Súbita" }, Death with { Relation = "Padre" }, new LossForm("Migración"));

        var plan = Plan(([Death], 5), ([other], 3), ([other with { Year = 2020 }], 2), ([sudden], 4), ([sudden with { Expected = null }], 1), ([father], 4), ([father with { Year = null, Relation = null }], 1), ([migration], 4));

        Assert.Equal(Death, plan.Release(Death));
        Assert.Equal(Death with { Year = null }, plan.Release(other));
        Assert.Equal(new LossForm("Muerte", "Madre"), plan.Release(sudden));
        Assert.Equal(new LossForm("Muerte"), plan.Release(father));
        Assert.Null(plan.Release(migration));
    }

    [Fact]
    public void Whoever_has_several_alike_counts_once()
    {
        var plan = Plan(([Death, Death with { Year = 2023 }], 4));

        Assert.Null(plan.Release(Death));
    }

    [Theory]
    [InlineData("1936", null)]
    [InlineData("1937-05", 1937)]
    [InlineData("2024-05-10", 2024)]
    [InlineData(null, null)]
    public void A_day_is_its_year_unless_that_tells_an_age_over_89(string? date, int? year) => Assert.Equal(year, Generalize.LossYear(PartialDate.Parse(date), 2026));

    private static LossPlan Plan(params IReadOnlyList<(LossForm[] Losses, int Patients)> patients) => new([.. patients.Select(patient => (patient.Losses, patient.Patients))], K);

    private static LossForm Any(Random random) => new(
        ClinicCatalogue.LossKinds.Values[random.Next(3)],
        random.Next(3) == 0 ? null : ClinicCatalogue.LossRelations.Values[random.Next(3)],
        random.Next(3) == 0 ? null : ClinicCatalogue.LossCircumstances.Values[random.Next(2)],
        random.Next(3) switch { 0 => true, 1 => false, _ => null },
        random.Next(3) == 0 ? null : 2020 + random.Next(3));
}
