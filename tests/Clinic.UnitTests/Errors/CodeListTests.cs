using System.Text.RegularExpressions;
using Clinic.Core.Errors;
using Xunit;

namespace Clinic.UnitTests.Errors;

public sealed partial class CodeListTests
{
    [Fact]
    public void Each_code_is_there_once_under_a_plain_name()
    {
        Assert.All([ProblemCode.All.Select(code => code.Name), FieldCode.All.Select(code => code.Name)], names =>
        {
            Assert.Equal(names.Distinct(), names);
            Assert.All(names, name => Assert.Matches(PlainName(), name));
        });
    }

    [Fact]
    public void Each_code_is_a_member_of_its_name()
    {
        Assert.All(ProblemCode.All, code => Assert.Same(code, typeof(ProblemCode).GetProperty(MemberName(code.Name))?.GetValue(null)));
        Assert.All(FieldCode.All, code => Assert.Same(code, typeof(FieldCode).GetProperty(MemberName(code.Name))?.GetValue(null)));
    }

    [Fact]
    public void Each_text_is_a_sentence_in_both_languages()
    {
        Assert.All(ProblemCode.All, code =>
        {
            Assert.All([code.Title, code.Detail], text => Assert.NotEqual(text.Spanish, text.English));
            Assert.All([code.Detail.Spanish, code.Detail.English, code.Advice], text => Assert.Matches(Sentence(), text));
            Assert.All([code.Title.Spanish, code.Title.English], text => Assert.Matches(Heading(), text));
        });
        Assert.All(FieldCode.All, code => Assert.Matches(Sentence(), code.Meaning));
    }

    [Fact]
    public void A_status_is_one_of_a_refusal() => Assert.All(ProblemCode.All, code => Assert.InRange(code.Status, 400, 599));

    private static string MemberName(string name) => string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    [GeneratedRegex(@"^[a-z]+(-[a-z]+)*\z")]
    private static partial Regex PlainName();

    [GeneratedRegex(@"^\p{Lu}.+[^.]\.\z")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^\p{Lu}.+[^.]\z")]
    private static partial Regex Heading();
}
