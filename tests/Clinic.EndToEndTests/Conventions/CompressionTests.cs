using System.IO.Compression;
using System.Text;
using Xunit;

namespace Clinic.EndToEndTests.Conventions;

/// <summary>The gateway compresses answers, and never a short one; a compressed body is refused.</summary>
[Collection(TheClinic.Name)]
public sealed class CompressionTests(ClinicFixture clinic)
{
    [Fact]
    public async Task A_long_answer_is_compressed_for_who_asks_for_it()
    {
        using var http = new HttpClient { BaseAddress = clinic.Host.BaseAddress };
        var plain = await http.GetStringAsync("/openapi.json");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi.json");
        request.Headers.Add("Accept-Encoding", "br, gzip;q=0.9");

        using var answer = await http.SendAsync(request);

        Assert.Equal("gzip", answer.Content.Headers.ContentEncoding.Single());
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        await using var unzipped = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped, Encoding.UTF8);
        Assert.Equal(plain, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_short_answer_and_one_without_a_body_are_not_compressed()
    {
        Assert.Null((await clinic.Nobody.GetAsync("/health", ("Accept-Encoding", "gzip"))).Is(200).Header("Content-Encoding"));
        Assert.Null((await clinic.Nobody.GetAsync("/openapi.json", ("Accept-Encoding", "gzip"), ("If-None-Match", "*"))).Is(304).Header("Content-Encoding"));
        Assert.Null((await clinic.Nobody.SendAsync(HttpMethod.Head, "/openapi.json", null, ("Accept-Encoding", "gzip"))).Is(200).Header("Content-Encoding"));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_with_a_coding_is_415(string coding)
    {
        var content = ApiClient.Json("""{"email":"patient@clinic.test"}""");
        content.Headers.ContentEncoding.Add(coding);

        Assert.Equal("identity", (await clinic.Nobody.SendAsync(HttpMethod.Post, "/auth/salt", content)).IsProblem(415).Header("Accept-Encoding"));
    }
}
