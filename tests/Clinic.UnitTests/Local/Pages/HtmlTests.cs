using Clinic.Local.Pages;
using Xunit;

namespace Clinic.UnitTests.Local.Pages;

public sealed class HtmlTests
{
    [Fact]
    public void What_is_put_in_is_encoded()
    {
        var html = Html.Of($"""<p title="{"\" onclick=\"x"}">{"<script>alert('ñ')</script> & more"}</p>""");

        Assert.Equal(
            "<p title=\"&quot; onclick=&quot;x\">&lt;script&gt;alert(&#x27;ñ&#x27;)&lt;/script&gt; &amp; more</p>", html.ToString());
    }

    [Fact]
    public void Markup_is_not_encoded_twice()
    {
        var items = Html.Each(["a", "<b>"], item => Html.Of($"<li>{item}</li>"));

        Assert.Equal("<ul><li>a</li><li>&lt;b&gt;</li></ul>", Html.Of($"<ul>{items}</ul>").ToString());
    }

    [Fact]
    public void Numbers_are_formatted_and_lines_stay_lines() =>
        Assert.Equal("1,500 one\ntwo", Html.Of($"{1500:N0} {"one\ntwo"}").ToString());
}
