using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Clinic.EndToEndTests;

/// <summary>Requests as they stand, for what no client would send.</summary>
internal static class RawHttp
{
    /// <summary>Everything that comes back until the server closes the connection.</summary>
    public static async Task<IReadOnlyList<Answer>> SendAsync(Uri address, string requests)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, patience.Token);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(requests), patience.Token);
        // As many characters as bytes, until the bodies are cut out.
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var text = await reader.ReadToEndAsync(patience.Token);
        var answers = new List<Answer>();
        while (text.Length > 0)
        {
            var lines = text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
            var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
            text = text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
            var length = int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture);
            var body = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text[..length]));
            answers.Add(new Answer("raw request", int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, body));
            text = text[length..];
        }
        return answers;
    }
}
