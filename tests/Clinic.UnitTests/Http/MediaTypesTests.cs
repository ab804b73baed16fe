using Clinic.Core.Http;
using Xunit;

namespace Clinic.UnitTests.Http;

public sealed class MediaTypesTests
{
    [Theory]
    [InlineData("application/json", "application/json", true)]
    [InlineData("APPLICATION/JSON", "application/json", true)]
    [InlineData("application/json;q=0.0", "application/json", false)]
    [InlineData("application/*;q=0, application/json", "application/json", true)]
    [InlineData("application/*, application/json;q=0", "application/json", false)]
    [InlineData("*/*;q=0, text/*", "text/csv", true)]
    [InlineData("text/*", "application/json", false)]
    [InlineData("app/*", "application/json", false)]
    [InlineData(",, application/json ,", "application/json", true)]
    public void The_most_specific_range_decides(string accept, string mediaType, bool accepted) =>
        Assert.Equal(accepted, MediaTypes.Choose(accept, [mediaType]) is not null);

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Application/Json;Charset=UTF-8", true)]
    [InlineData("application/json; charset=latin1", false)]
    [InlineData("application/jsonp", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void JSON_is_JSON_in_UTF8(string? contentType, bool isJson) => Assert.Equal(isJson, MediaTypes.IsJson(contentType));
}
