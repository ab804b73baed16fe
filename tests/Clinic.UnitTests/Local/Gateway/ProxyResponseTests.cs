using System.Text;
using Clinic.Local.Gateway;
using Xunit;

namespace Clinic.UnitTests.Local.Gateway;

public sealed class ProxyResponseTests
{
    [Fact]
    public void Both_forms_of_headers_are_merged()
    {
        var response = Parse("""{"statusCode":201,"headers":{"ETag":"\"1\"","x-a":"lost"},"multiValueHeaders":{"X-A":["1","2"]},"body":"hi"}""")!;

        Assert.Equal(201, response.StatusCode);
        Assert.Equal(
            [KeyValuePair.Create("X-A", "1"), KeyValuePair.Create("X-A", "2"), KeyValuePair.Create("ETag", "\"1\"")], response.Headers);
        Assert.Equal("hi", Encoding.UTF8.GetString(response.Body.Span));
    }

    [Fact]
    public void A_base64_body_is_decoded() =>
        Assert.Equal([1, 2, 255], Parse("""{"statusCode":200,"isBase64Encoded":true,"body":"AQL/"}""")!.Body.ToArray());

    [Fact]
    public void A_status_may_be_a_text_and_the_rest_absent() => Assert.Equal(204, Parse("""{"statusCode":"204"}""")!.StatusCode);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"statusCode":"abc"}""")]
    [InlineData("""{"statusCode":99}""")]
    [InlineData("""{"statusCode":200.5}""")]
    [InlineData("""{"statusCode":200,"body":{"a":1}}""")]
    [InlineData("""{"statusCode":200,"headers":{"a":{}}}""")]
    [InlineData("""{"statusCode":200,"headers":["a"]}""")]
    [InlineData("""{"statusCode":200,"isBase64Encoded":true,"body":"*"}""")]
    public void What_is_no_proxy_answer_is_refused(string payload) => Assert.Null(Parse(payload));

    private static ProxyResponse? Parse(string payload) => ProxyResponse.Parse(Encoding.UTF8.GetBytes(payload));
}
