using System.Text;
using System.Text.Json;
using Amazon.Lambda.Serialization.SystemTextJson;
using Xunit;

namespace Clinic.UnitTests.AwsCompat;

public sealed class LambdaJsonSerializerTests
{
    private readonly SourceGeneratorLambdaJsonSerializer<SampleJson> serializer = new();

    [Theory]
    [InlineData("""{"Name":"n"}""")]
    [InlineData("""{"name":"n","other":[1,{}]}""")]
    [InlineData("""{"NAME":"n"}""")]
    public void Names_are_read_in_any_case_and_unknown_ones_skipped(string json) => Assert.Equal("n", Read(serializer, json).Name);

    [Fact]
    public void Names_are_written_as_declared_nulls_left_out_and_text_kept_readable()
    {
        using var output = new MemoryStream();

        serializer.Serialize(new Sample { Name = "«Ñ» <b> \"q\"" }, output);

        Assert.Equal("""{"Name":"«Ñ» <b> \"q\""}""", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_memory_stream_is_read_from_its_start_wherever_it_stands(bool showsItsBuffer)
    {
        var json = """{"Name":"n"}"""u8.ToArray();
        using var input = new MemoryStream(json, 0, json.Length, writable: false, publiclyVisible: showsItsBuffer) { Position = json.Length };

        Assert.Equal("n", serializer.Deserialize<Sample>(input).Name);
    }

    [Fact]
    public void Any_other_stream_is_read_from_where_it_stands()
    {
        using var input = new BufferedStream(new MemoryStream("""junk{"Name":"n"}"""u8.ToArray())) { Position = 4 };

        Assert.Equal("n", serializer.Deserialize<Sample>(input).Name);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("\uFEFF{}")]
    [InlineData("")]
    public void What_is_not_json_is_refused(string text) =>
        Assert.Throws<JsonException>(() => Read(serializer, text));

    [Fact]
    public void A_type_that_the_context_lacks_is_named()
    {
        var error = Assert.Throws<NotSupportedException>(() => serializer.Serialize(new Uri("http://clinic.test"), Stream.Null));

        Assert.Contains("System.Uri", error.Message, StringComparison.Ordinal);
    }

    private static Sample Read(SourceGeneratorLambdaJsonSerializer<SampleJson> serializer, string json)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return serializer.Deserialize<Sample>(input);
    }
}
