using Clinic.Core.Reports.Rendering;
using Clinic.Testing;
using Microsoft.Playwright;
using Xunit;

namespace Clinic.BrowserTests.Charts;

/// <summary>The charts as a browser draws them, measured there.</summary>
public sealed class RenderedChartTests(BrowserFixture chromium) : IClassFixture<BrowserFixture>
{
    // What is drawn, as boxes in the picture's own coordinates; a text is as wide as the browser's font makes it.
    private const string Faults = """
        svg => {
          const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
          const drawn = [...svg.querySelectorAll("text, g > rect")].map(element => ({ element, box: element.getBBox() }));
          const name = ({ element, box }) => `${element.textContent || "bar"} (${box.x}, ${box.y}, ${box.width} × ${box.height})`;
          const out = drawn.filter(({ box }) => box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height);
          const apart = (a, b) => a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
          const over = drawn.flatMap((one, index) => drawn.slice(index + 1).filter(other => !apart(one.box, other.box)).map(other => [one, other]));
          const points = [...svg.querySelectorAll(":scope > path[stroke-linejoin]")].flatMap(line => line.getAttribute("d").slice(1).split("L").map(point => point.split(/[ H]/).map(Number)));
          const crossed = drawn.filter(({ element, box }) => element.localName === "text" && points.some(([x, y]) => x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height));
          const unseen = drawn.filter(({ element, box }) => element.localName === "text" && (box.width === 0 || box.height === 0));
          return [
            ...out.map(item => `${name(item)} runs out of ${width} × ${height}`),
            ...over.map(([one, other]) => `${name(one)} overlaps ${name(other)}`),
            ...crossed.map(item => `a line runs through ${name(item)}`),
            ...unseen.map(item => `${name(item)} cannot be seen`),
          ];
        }
        """;

    public static TheoryData<string> Samples => [.. ChartSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Nothing_overlaps_or_runs_out_of_the_picture(string sample)
    {
        await using var page = await OpenAsync(ChartSamples.All[sample]);

        Assert.Empty(await page.FaultsAsync());
    }

    [Fact]
    public async Task Nothing_overlaps_whatever_the_labels_are()
    {
        await using var page = await OpenAsync(ChartSamples.Random(0));
        for (var seed = 0; seed < 60; seed++)
        {
            await page.ShowAsync(ChartSamples.Random(seed));
            var faults = await page.FaultsAsync();
            Assert.True(faults.Length == 0, $"Seed {seed}: {string.Join("\n", faults)}");
        }
    }

    [Fact]
    public async Task Every_label_and_value_is_drawn_whole()
    {
        var chart = ChartSamples.All["motives"];
        await using var page = await OpenAsync(chart);

        var drawn = await page.Svg.Locator("g").EvaluateAllAsync<string[]>("rows => rows.map(row => [...row.querySelectorAll('text')].map(text => text.textContent).join(' '))");
        Assert.Equal(chart.Values.Select(bar => $"{bar.Label} {bar.ValueText}"), drawn);
    }

    [Fact]
    public async Task A_fault_would_be_found()
    {
        await using var page = await OpenAsync(ChartSamples.All["services"]);
        await page.Svg.EvaluateAsync("svg => { const [a, b] = svg.querySelectorAll('g text'); a.setAttribute('x', '-2'); b.setAttribute('x', svg.querySelector('g rect').getAttribute('x')); }");

        var faults = await page.FaultsAsync();
        Assert.Contains(faults, fault => fault.Contains("runs out of", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("overlaps", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_line_through_a_label_would_be_found()
    {
        await using var page = await OpenAsync(ChartSamples.All["a week"]);
        await page.Svg.EvaluateAsync("svg => { const box = svg.querySelector('text').getBBox(); svg.querySelector(':scope > path[stroke-linejoin]').setAttribute('d', `M${box.x + 5} ${box.y + 5}L9 9`); }");

        Assert.Contains(await page.FaultsAsync(), fault => fault.Contains("runs through", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pointer_over_a_day_is_told_its_values()
    {
        await using var page = await OpenAsync(ChartSamples.All["a year of days"]);

        var told = await page.Svg.EvaluateAsync<string>("""
            svg => {
              const box = svg.getBoundingClientRect();
              const place = svg.querySelectorAll("g path")[100];
              const x = Number(place.getAttribute("d").slice(1).split(" ")[0]);
              return document.elementFromPoint(box.x + x, box.y + 200).querySelector("title").textContent;
            }
            """);
        var chart = ChartSamples.All["a year of days"];
        Assert.Equal($"{chart.Values[100].Label}: {chart.Values[100].ValueText}; antes {chart.Previous!.Values[100].Label}: {chart.Previous.Values[100].ValueText}", told);
    }

    [Fact]
    public async Task A_screen_reader_is_told_the_title_and_the_values()
    {
        await using var page = await OpenAsync(ChartSamples.All["services"]);

        await Assertions.Expect(page.Svg).ToHaveAccessibleNameAsync(new System.Text.RegularExpressions.Regex("^Sesiones por motivo .*Acompañamiento 412; Holísticos 97; Alternativas 3"));
        await Assertions.Expect(page.Svg).ToHaveRoleAsync(AriaRole.Img);
    }

    private async Task<ChartPage> OpenAsync(Chart chart)
    {
        var page = new ChartPage(await chromium.Browser.NewPageAsync());
        await page.ShowAsync(chart);
        return page;
    }

    private sealed class ChartPage(IPage page) : IAsyncDisposable
    {
        public ILocator Svg => page.Locator("svg");

        public Task ShowAsync(Chart chart) => page.SetContentAsync($"<!doctype html><body>{chart.Render()}");

        public Task<string[]> FaultsAsync() => Svg.EvaluateAsync<string[]>(Faults);

        public async ValueTask DisposeAsync() => await page.CloseAsync();
    }
}
