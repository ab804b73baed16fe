using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Clinic.EndToEndTests;

/// <summary>The mails that have gone out. They are delivered in the background: the tests wait for what has to come.</summary>
public sealed partial class Mailbox(HttpClient http)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What is there now, newest first.</summary>
    public async Task<IReadOnlyList<JsonObject>> ToAsync(string email)
    {
        var mails = JsonNode.Parse(await http.GetStringAsync(new Uri("/_local/mailbox", UriKind.Relative)))!.AsArray();
        return [.. mails.Select(mail => mail!.AsObject()).Where(mail => mail["to"]!.ToJsonString().Contains(email, StringComparison.Ordinal))];
    }

    /// <summary>Waits until there is a mail to the address.</summary>
    public Task<IReadOnlyList<JsonObject>> ArrivedAsync(string email) => ArrivedAsync(email, _ => true);

    /// <summary>Waits until there is a mail to the address with that subject.</summary>
    /// <returns>Its text.</returns>
    public async Task<string> ArrivedAsync(string email, string subject) =>
        (await ArrivedAsync(email, mail => mail["subject"]!.GetValue<string>() == subject))[0]["text"]!.GetValue<string>();

    private async Task<IReadOnlyList<JsonObject>> ArrivedAsync(string email, Func<JsonObject, bool> isWanted)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience;
        while (TimeProvider.System.GetUtcNow() < end)
        {
            if ((await ToAsync(email)).Where(isWanted).ToList() is { Count: > 0 } mails)
                return mails;
            await Task.Delay(50);
        }
        throw new TimeoutException("The mail has not come.");
    }

    /// <summary>The code of the newest mail to an address.</summary>
    public async Task<string> CodeAsync(string email)
    {
        var code = Code().Match((await ArrivedAsync(email))[0]["text"]!.GetValue<string>()).Value;
        Assert.NotEmpty(code);
        return code;
    }

    [GeneratedRegex(@"\b\d{8}\b")]
    private static partial Regex Code();
}
