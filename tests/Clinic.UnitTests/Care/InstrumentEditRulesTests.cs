using System.Text;
using System.Text.Json.Nodes;
using Clinic.Core.Care;
using Clinic.Core.Errors;
using Clinic.Core.Http;
using Xunit;

namespace Clinic.UnitTests.Care;

public sealed class InstrumentEditRulesTests
{
    private const string Valid = """
        {
          "name": "Prueba", "score": "sum", "language": "es-MX", "source": "Nadie", "maxMissing": 1,
          "items": [
            {"id":"a","text":"A","options":[{"value":0,"label":"no"},{"value":2,"label":"sí"}]},
            {"id":"b","text":"B","options":[{"value":0,"label":"no"},{"value":2,"label":"sí"}]}
          ],
          "bands": [{"from":0,"to":1,"label":"baja"},{"from":2,"to":4,"label":"alta"}],
          "flags": [{"item":"b","atLeast":1,"alert":{"kind":"suicide","severity":"high"}}]
        }
        """;

    [Theory]
    [InlineData("phq-9")]
    [InlineData("gad-7")]
    public void The_shipped_definitions_are_taken(string id) => Assert.Empty(Faults(File.ReadAllText(Contract.Contract.PathOf("docs", "instruments", id + ".json"))));

    [Fact]
    public void Of_a_list_that_is_too_long_no_item_is_looked_at() =>
        Assert.Equal(["items too-many"], Faults(Changed($$"""{"items":[{{string.Join(',', Enumerable.Repeat("{}", 50_000))}}],"flags":null}""")));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"flags":null,"maxMissing":null}""")]
    [InlineData("""{"bands":[{"from":2,"to":90,"label":"alta"},{"from":-5,"to":1,"label":"baja"}]}""")]
    [InlineData("""{"score":"mean","bands":[{"from":0,"to":0.5,"label":"baja"},{"from":0.5,"to":2,"label":"alta"}]}""")]
    [InlineData("""{"reliableChange":0.01,"direction":"higher","version":7,"id":"prueba"}""")]
    public void This_is_taken(string change) => Assert.Empty(Faults(Changed(change)));

    [Theory]
    [InlineData("""{"name":null,"language":null,"source":null,"score":null}""", "language required", "name required", "score required", "source required")]
    [InlineData("""{"items":[]}""", "flags[0].item not-found", "items required")]
    [InlineData("""{"items":null,"flags":null,"bands":null}""", "bands required", "items required")]
    [InlineData("""{"bands":[]}""", "bands required")]
    [InlineData("""{"bands":[null]}""", "bands[0] required")]
    [InlineData("""{"bands":[{"from":0,"to":1,"label":"a"},{"from":3,"to":4,"label":"b"}]}""", "bands[1].from out-of-range")]
    [InlineData("""{"bands":[{"from":0,"to":2,"label":"a"},{"from":2,"to":4,"label":"b"}]}""", "bands[1].from out-of-range")]
    [InlineData("""{"bands":[{"from":2,"to":4,"label":"b"},{"from":0,"to":0,"label":"a"}]}""", "bands[0].from out-of-range")]
    [InlineData("""{"bands":[{"from":1,"to":4,"label":"a"}]}""", "bands[0].from out-of-range")]
    [InlineData("""{"bands":[{"from":0,"to":3,"label":"a"}]}""", "bands[0].to out-of-range")]
    [InlineData("""{"bands":[{"from":0,"to":1.5,"label":"a"},{"from":2,"to":4,"label":"b"}]}""", "bands[0].to invalid-format")]
    [InlineData("""{"bands":[{"from":4,"to":0,"label":"a"}]}""", "bands[0].to out-of-range")]
    [InlineData("""{"bands":[{"label":" "}]}""", "bands[0].from required", "bands[0].label required", "bands[0].to required")]
    [InlineData("""{"score":"mean"}""", "bands[1].from out-of-range")]
    [InlineData("""{"score":"mean","bands":[{"from":0,"to":0,"label":"a"},{"from":0,"to":2,"label":"b"}]}""", "bands[0].to out-of-range")]
    [InlineData("""{"score":"mean","bands":[{"from":0,"to":0.125,"label":"a"},{"from":0.125,"to":2,"label":"b"}]}""", "bands[0].to invalid-format", "bands[1].from invalid-format")]
    [InlineData("""{"flags":[{"item":"z","atLeast":1,"alert":{"kind":"suicide","severity":"high"}}]}""", "flags[0].item not-found")]
    [InlineData("""{"flags":[{"item":"b","atLeast":3,"alert":{"kind":"suicide","severity":"high"}}]}""", "flags[0].atLeast out-of-range")]
    [InlineData("""{"flags":[{"item":"b"}]}""", "flags[0].alert required", "flags[0].atLeast required")]
    [InlineData("""{"flags":[{"item":"b","atLeast":1,"alert":{}}]}""", "flags[0].alert.kind required", "flags[0].alert.severity required")]
    [InlineData("""{"flags":[{"item":"b","atLeast":1,"alert":{"kind":"suicide","severity":"high"}},{"item":"b","atLeast":1,"alert":{"kind":"suicide","severity":"low"}}]}""", "flags[1].atLeast duplicate")]
    [InlineData("""{"flags":[null]}""", "flags[0] required")]
    [InlineData("""{"bands":[{"from":0,"to":1e27,"label":"a"},{"from":2,"to":4,"label":"b"}]}""", "bands[0].to out-of-range")]
    [InlineData("""{"flags":[],"items":[{"id":"a","text":"A","options":[{"value":2147483647,"label":"a"}]},{"id":"b","text":"B","options":[{"value":2147483647,"label":"b"}]}]}""", "items[0].options[0].value out-of-range", "items[1].options[0].value out-of-range")]
    [InlineData("""{"flags":[{"item":"b","atLeast":1,"alert":{"kind":"gloom","severity":"high"}}]}""", "flags[0].alert.kind not-in-catalogue")]
    [InlineData("""{"maxMissing":2}""", "maxMissing out-of-range")]
    [InlineData("""{"maxMissing":-1}""", "maxMissing out-of-range")]
    [InlineData("""{"reliableChange":0}""", "reliableChange out-of-range")]
    [InlineData("""{"reliableChange":1.234}""", "reliableChange invalid-format")]
    [InlineData("""{"language":"Spanish of Mexico"}""", "language invalid-format")]
    [InlineData("""{"version":0}""", "version out-of-range")]
    [InlineData("""{"items":[{"id":"a","text":"A","options":[{"value":0,"label":"no"},{"value":0,"label":"sí"}]},{"id":"a","text":" ","options":[]}],"flags":[],"bands":[{"from":0,"to":4,"label":"a"}]}""", "items[0].options[1].value duplicate", "items[1].id duplicate", "items[1].options required", "items[1].text required")]
    [InlineData("""{"items":[{"id":"A!","text":"A","options":[{"value":-1,"label":""},null]},null],"flags":[]}""", "items[0].id invalid-format", "items[0].options[0].label required", "items[0].options[0].value out-of-range", "items[0].options[1] required", "items[1] required")]
    public void This_is_refused_and_its_member_is_named(string change, params string[] faults) => Assert.Equal(faults, Faults(Changed(change)));

    [Fact]
    public void A_bound_to_which_nothing_can_be_added_is_refused() => Assert.Contains(
        new InstrumentEditRules().Validate(new InstrumentEdit(Score: ScoreKind.Sum, Bands: [new(0, decimal.MaxValue, "a"), new(2, 4, "b")])).Errors,
        failure => failure.PropertyName == "Bands[0].To");

    [Fact]
    public void What_is_no_more_than_an_item_of_the_table_holds_is_taken()
    {
        Assert.Empty(Faults(WithItems(60)));
        Assert.Equal(["items too-long"], Faults(WithItems(100)));

        static string WithItems(int count)
        {
            var items = Enumerable.Range(0, count).Select(number => (JsonNode)new JsonObject
            {
                ["id"] = $"q{number}",
                ["text"] = string.Concat(Enumerable.Repeat("\U0001f33c", 500)),
                ["options"] = new JsonArray(new JsonObject { ["value"] = 0, ["label"] = "no" }),
            });
            return Changed(new JsonObject { ["items"] = new JsonArray([.. items]), ["flags"] = new JsonArray() }.ToJsonString());
        }
    }

    [Theory]
    [InlineData("""{"answers":{"q1":"2"}}""", "answers.q1 wrong-type")]
    [InlineData("""{"answers":{"q1":2.5}}""", "answers.q1 wrong-type")]
    [InlineData("""{"answers":{"q1":null}}""", "answers.q1 wrong-type")]
    [InlineData("""{"answers":{"q 1.é":[]}}""", "answers.q 1.é wrong-type")]
    [InlineData("""{"answers":{"q1":1,"q1":2}}""", "answers.q1 duplicate")]
    [InlineData("""{"answers":[1]}""", "answers wrong-type")]
    [InlineData("""{}""", "answers required")]
    public void An_answer_that_is_none_is_named(string body, string fault)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => Validation.Check(new NewAnswersRules(), RequestBody.Parse<NewAnswers>(Encoding.UTF8.GetBytes(body))));

        Assert.Equal(fault, Assert.Single(refusal.Errors.SelectMany(field => field.Value.Select(found => $"{field.Key} {found.Code}"))));
    }

    [Fact]
    public void The_name_of_an_answer_has_the_one_form_of_text() =>
        Assert.Equal("é", RequestBody.Parse<NewAnswers>(Encoding.UTF8.GetBytes("{\"answers\":{\"e\u0301\":1}}")).Answers!.Single().Key);

    private static string Changed(string change)
    {
        var body = JsonNode.Parse(Valid)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            body[name] = value?.DeepClone();
        return body.ToJsonString();
    }

    private static IEnumerable<string> Faults(string body)
    {
        try
        {
            Validation.Check(new InstrumentEditRules(), RequestBody.Parse<InstrumentEdit>(Encoding.UTF8.GetBytes(body)));
            return [];
        }
        catch (InvalidInputException refusal)
        {
            return refusal.Errors.SelectMany(field => field.Value.Select(fault => $"{field.Key} {fault.Code}")).Order(StringComparer.Ordinal);
        }
    }
}
