using System.Text.Json.Nodes;
using Amazon.Comprehend;
using Amazon.Runtime;
using Clinic.Anonymization.Detection;
using Clinic.Anonymization.Masking;
using Clinic.Testing.Aws;
using Xunit;

namespace Clinic.UnitTests.Exports;

/// <summary>Comprehend's detection against an endpoint on loopback, through the SDK.</summary>
public sealed class ComprehendDetectorTests
{
    private static readonly AwsAnswer Nothing = AwsAnswer.Json(200, """{"Entities":[]}""");
    private static readonly AwsAnswer Throttled = AwsAnswer.Json(400, """{"__type":"ThrottlingException","Message":"Rate exceeded"}""");

    [Fact]
    public async Task A_text_is_sent_once_in_the_language_of_the_stack()
    {
        await using var server = await AwsServer.StartAsync(Nothing);

        Assert.Empty(await Detector(server, "en").DetectAsync("Ana called.", KnownNames.None));

        var request = JsonNode.Parse(Assert.Single(server.Requests).Body)!;
        Assert.Equal(("en", "Ana called."), ((string)request["LanguageCode"]!, (string)request["Text"]!));
    }

    [Fact]
    public async Task Offsets_are_counted_in_code_points()
    {
        const string text = "😀😀 Habló Ñico 👩‍👧 con Rosa.";
        await using var server = await AwsServer.StartAsync(Answer(("NAME", 9, 13, 0.99), ("NAME", 22, 26, 0.99)));

        var found = await Detector(server).DetectAsync(text, KnownNames.None);

        Assert.Equal(["Ñico", "Rosa"], found.Select(finding => text.Substring(finding.Start, finding.Length)));
        Assert.Equal("😀😀 Habló [NOMBRE] 👩‍👧 con [NOMBRE].", Mask.Apply(text, found, 2026));
    }

    [Fact]
    public async Task Half_a_character_counts_as_what_is_sent_in_its_place()
    {
        await using var server = await AwsServer.StartAsync(Answer(("NAME", 2, 5, 0.99)));

        var found = Assert.Single(await Detector(server).DetectAsync("\uD83D Ana", KnownNames.None));

        Assert.Equal((2, 3), (found.Start, found.Length));
    }

    [Fact]
    public async Task What_is_unlikely_or_may_stay_is_left_out()
    {
        await using var server = await AwsServer.StartAsync(Answer(("NAME", 0, 3, 0.49), ("AGE", 4, 11, 0.99), ("NAME", 12, 15, 0.5), ("DATE_TIME", 16, 21, 0.99)));

        var found = await Detector(server).DetectAsync("Ana 45 años Eva 11 am", KnownNames.None);

        Assert.Equal([new Finding(12, 3, FindingKind.Name)], found);
    }

    [Fact]
    public async Task A_long_text_is_sent_in_pieces_and_found_where_it_stands()
    {
        await using var server = await AwsServer.StartAsync(Answer(("NAME", 0, 3, 0.9)), Answer(("NAME", 5, 8, 0.9)), Nothing);

        var found = await Detector(server, mostBytes: 14).DetectAsync("Ana habló. Aquí Eva oyó. Nadie más.", KnownNames.None);

        Assert.Equal(["Ana habló. ", "Aquí Eva ", "oyó. ", "Nadie más."], server.Requests.Select(request => (string)JsonNode.Parse(request.Body)!["Text"]!));
        Assert.Equal([(0, 3), (16, 3)], found.Select(finding => (finding.Start, finding.Length)));
    }

    [Fact]
    public async Task The_longest_text_of_a_record_is_one_request()
    {
        await using var server = await AwsServer.StartAsync(Nothing);

        await Detector(server).DetectAsync(new string('語', 20_000), KnownNames.None);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_blank_text_is_not_sent()
    {
        await using var server = await AwsServer.StartAsync(Nothing);

        Assert.Empty(await Detector(server).DetectAsync(" \n", KnownNames.None));

        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(0, 99)]
    [InlineData(3, 3)]
    [InlineData(-1, 2)]
    public async Task An_answer_that_does_not_fit_the_text_is_a_failure(int begin, int end)
    {
        await using var server = await AwsServer.StartAsync(Answer(("NAME", begin, end, 0.9)));

        await Assert.ThrowsAsync<FormatException>(() => Detector(server).DetectAsync("Ana llama.", KnownNames.None));
    }

    [Fact]
    public async Task Throttling_slows_down_and_loses_nothing()
    {
        await using var server = await AwsServer.StartAsync(Throttled, Throttled, Answer(("NAME", 0, 3, 0.9)));

        Assert.Single(await Detector(server).DetectAsync("Ana llama.", KnownNames.None));

        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_refusal_is_thrown_on()
    {
        await using var server = await AwsServer.StartAsync(AwsAnswer.Json(400, """{"__type":"AccessDeniedException","Message":"No."}"""));

        await Assert.ThrowsAsync<AmazonComprehendException>(() => Detector(server).DetectAsync("Ana llama.", KnownNames.None));
    }

    [Fact]
    public async Task Joined_detectors_lose_nothing_of_the_first_and_repeat_nothing()
    {
        var joined = new JoinedDetector(
            new Detects(() => [new Finding(0, 10, FindingKind.Name), new Finding(20, 5, FindingKind.Phone)]),
            new Detects(() => [new Finding(0, 3, FindingKind.Name), new Finding(18, 9, FindingKind.Identifier), new Finding(40, 2, FindingKind.Address)]));

        var found = await joined.DetectAsync("text", KnownNames.None);

        Assert.Equal([(0, 10), (20, 5), (18, 9), (40, 2)], found.Select(finding => (finding.Start, finding.Length)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Joined_detectors_answer_nothing_when_either_fails(bool first)
    {
        var broken = new Detects(() => throw new InvalidOperationException("no"));
        var joined = first ? new JoinedDetector(broken, new Detects(() => [])) : new JoinedDetector(new Detects(() => []), broken);

        await Assert.ThrowsAsync<InvalidOperationException>(() => joined.DetectAsync("text", KnownNames.None));
    }

    private static AwsAnswer Answer(params (string Type, int Begin, int End, double Score)[] entities) => AwsAnswer.Json(200, new JsonObject
    {
        ["Entities"] = new JsonArray([.. entities.Select(entity => new JsonObject
        {
            ["Type"] = entity.Type,
            ["BeginOffset"] = entity.Begin,
            ["EndOffset"] = entity.End,
            ["Score"] = entity.Score,
        })]),
    }.ToJsonString());

    private static ComprehendDetector Detector(AwsServer server, string language = "es", int mostBytes = 100_000)
    {
        var settings = ComprehendDetector.Settings();
        settings.ServiceURL = server.Url;
        settings.AuthenticationRegion = "us-west-2";
        return new ComprehendDetector(new AmazonComprehendClient(new BasicAWSCredentials("AKID", "secret"), settings), language, mostBytes);
    }

    private sealed class Detects(Func<IReadOnlyList<Finding>> find) : IPiiDetector
    {
        public async Task<IReadOnlyList<Finding>> DetectAsync(string text, KnownNames known)
        {
            await Task.Yield();
            return find();
        }
    }
}
