using Clinic.Info;
using Xunit;

namespace Clinic.EndToEndTests.Conventions;

/// <summary>What anybody may know of the API itself.</summary>
[Collection(TheClinic.Name)]
public sealed class InfoTests(ClinicFixture clinic)
{
    private string Address => clinic.Host.BaseAddress.GetLeftPart(UriPartial.Authority);

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("*/*")]
    [InlineData("application/json, text/html")]
    public async Task The_root_tells_a_program_where_everything_is(string? accept)
    {
        var about = (await (accept is null ? clinic.Nobody.GetAsync("/") : clinic.Nobody.GetAsync("/", ("Accept", accept)))).Is(200);

        Assert.Equal(("Clinic", InfoApi.Version), (about.Value("name"), about.Value("version")));
        foreach (var link in (string[])["documentation", "openapi"])
            (await clinic.Nobody.GetAsync(new Uri(about.Value(link)!).AbsolutePath)).Is(200);
        Assert.StartsWith(Address + "/", about.Value("openapi"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_root_shows_a_person_the_hosts_page()
    {
        using var http = new HttpClient { BaseAddress = clinic.Host.BaseAddress };
        http.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

        Assert.Contains("<h1>", await http.GetStringAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_is_the_committed_one_with_this_server()
    {
        var document = (await clinic.Nobody.GetAsync("/openapi.json")).Is(200);

        Assert.Equal(Address, document.Json["servers"]![0]!["url"]!.GetValue<string>());
        Assert.Equal(InfoApi.Version, document.Value("info.version"));
        Assert.NotNull(document.Json["paths"]!["/health"]);
    }

    [Fact]
    public async Task It_is_healthy() => Assert.Equal("""{"status":"ok"}""", (await clinic.Nobody.GetAsync("/health")).Is(200).Text);

    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    public async Task Nothing_else_is_taken(string path)
    {
        (await clinic.Nobody.GetAsync(path + "?x=1")).IsProblem(400, "x");
        Assert.Equal("GET, HEAD", (await clinic.Nobody.PostAsync(path, null)).IsProblem(405).Header("Allow"));
    }
}
