using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Clinic.EndToEndTests;

/// <summary>The mails that the product has sent.</summary>
public sealed partial class Mailbox(HttpClient http)
{
    public async Task<IReadOnlyList<JsonObject>> ToAsync(string email)
    {
        var mails = JsonNode.Parse(await http.GetStringAsync(new Uri("/_local/mailbox", UriKind.Relative)))!.AsArray();
        return [.. mails.Select(mail => mail!.AsObject()).Where(mail => mail["to"]!.ToJsonString().Contains(email, StringComparison.Ordinal))];
    }

    /// <summary>The code of the newest mail to an address.</summary>
    public async Task<string> CodeAsync(string email)
    {
        var mails = await ToAsync(email);
        Assert.NotEmpty(mails);
        return Code().Match(mails[0]["text"]!.GetValue<string>()).Value;
    }

    [GeneratedRegex(@"\b\d{8}\b")]
    private static partial Regex Code();
}
