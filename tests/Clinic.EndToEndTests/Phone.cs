using System.Text.Json.Nodes;

namespace Clinic.EndToEndTests;

/// <summary>The SMS that have gone out. They are delivered in the background: the tests wait for what has to come.</summary>
public sealed class Phone(HttpClient http)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What is there now, newest first, to a number or to all of them.</summary>
    public async Task<IReadOnlyList<JsonObject>> ToAsync(string? number) =>
        [.. JsonNode.Parse(await http.GetStringAsync(new Uri("/_local/phone" + (number is null ? "" : "?to=" + Uri.EscapeDataString(number)), UriKind.Relative)))!.AsArray().Select(sms => sms!.AsObject())];

    /// <summary>Waits until there is an SMS to the number.</summary>
    public async Task<IReadOnlyList<JsonObject>> ArrivedAsync(string number)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience;
        while (TimeProvider.System.GetUtcNow() < end)
        {
            if (await ToAsync(number) is { Count: > 0 } texts)
                return texts;
            await Task.Delay(50);
        }
        throw new TimeoutException("The SMS has not come.");
    }
}
