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
    [InlineData(null, "application/json")]
    [InlineData("", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/csv", "text/csv")]
    [InlineData("text/*", "text/csv")]
    [InlineData("image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8", "image/svg+xml")]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", "application/json")]
    [InlineData("text/csv, */*", "text/csv")]
    [InlineData("*/*, text/csv;q=0.9", "application/json")]
    [InlineData("application/json;q=0.5, text/csv;q=0.6", "text/csv")]
    [InlineData("application/json;q=0, text/csv;q=0, */*", "image/svg+xml")]
    [InlineData("text/html", null)]
    [InlineData("*/*;q=0", null)]
    public void The_client_chooses_by_quality_then_by_how_exactly_it_names_a_type(string? accept, string? chosen) =>
        Assert.Equal(chosen, MediaTypes.Choose(accept, [MediaTypes.Json, MediaTypes.Csv, MediaTypes.Svg]));

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Application/Json;Charset=UTF-8", true)]
    [InlineData("application/json; charset=latin1", false)]
    [InlineData("application/jsonp", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void JSON_is_JSON_in_UTF8(string? contentType, bool isJson) => Assert.Equal(isJson, MediaTypes.Is(contentType, MediaTypes.Json));
}
