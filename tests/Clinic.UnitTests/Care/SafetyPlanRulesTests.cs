using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Xunit;

namespace Clinic.UnitTests.Care;

public sealed class SafetyPlanRulesTests
{
    private static readonly SafetyPlanEdit Plan = new(
        ["Dejo de dormir"], ["Salgo a caminar"], ["El parque con Ana"], [new PlanContact("Ana", "5511223344")], [new PlanContact("Emergencias", "911"), new PlanContact("Clínica", "+525512345678")], ["Las llaves las guarda Ana"]);

    [Fact]
    public void A_plan_and_an_empty_one_are_valid()
    {
        Assert.Empty(Errors(Plan));
        Assert.Empty(Errors(new SafetyPlanEdit()));
        Assert.Empty(Errors(Plan with { OwnMeans = [.. Enumerable.Repeat(new string('ñ', 200), 20)] }));
    }

    public static TheoryData<string, SafetyPlanEdit> Broken => new()
    {
        { "warningSigns", Plan with { WarningSigns = [.. Enumerable.Repeat("a", 21)] } },
        { "warningSigns[1]", Plan with { WarningSigns = ["a", ""] } },
        { "ownMeans[0]", Plan with { OwnMeans = [new string('a', 201)] } },
        { "distractions[0]", Plan with { Distractions = [null!] } },
        { "people", Plan with { People = [.. Enumerable.Repeat(new PlanContact("Ana", "911"), 21)] } },
        { "people[0].name", Plan with { People = [new PlanContact(Phone: "911")] } },
        { "people[0].phone", Plan with { People = [new PlanContact("Ana")] } },
        { "people[0].phone", Plan with { People = [new PlanContact("Ana", "+")] } },
        { "people[0].phone", Plan with { People = [new PlanContact("Ana", "12")] } },
        { "professionals[0]", Plan with { Professionals = [null!] } },
        { "professionals[0].phone", Plan with { Professionals = [new PlanContact("Ana", "1234567890123456")] } },
        { "saferSurroundings[0]", Plan with { SaferSurroundings = ["dos\nlíneas"] } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_names_its_field(string field, SafetyPlanEdit plan) => Assert.Equal([field], Errors(plan));

    private static IEnumerable<string> Errors(SafetyPlanEdit plan)
    {
        try
        {
            Validation.Check(new SafetyPlanEditRules(), plan);
            return [];
        }
        catch (InvalidInputException refused)
        {
            return refused.Errors.Keys;
        }
    }
}
