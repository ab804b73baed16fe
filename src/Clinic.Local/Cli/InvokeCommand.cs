using System.Text;
using System.Text.Json;

namespace Clinic.Local.Cli;

/// <summary>Sends an event from a file to a function of the running host and prints the response.</summary>
internal static class InvokeCommand
{
    public static async Task<int> RunAsync(string function, string file, CancellationToken cancellationToken)
    {
        var payload = await ReadAsync(file, cancellationToken);
        var host = RunningHost.Get();
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(1) };
        using var content = new ByteArrayContent(payload);
        var address = new Uri(host.ServicesAddress, $"/2015-03-31/functions/{Uri.EscapeDataString(function)}/invocations");
        using var response = await http.PostAsync(address, content, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new SetupException($"{Message(body)}; the functions are in template.yaml ('./run_local.sh status' lists them).");
        Console.WriteLine(Pretty(body));
        if (!response.Headers.Contains("X-Amz-Function-Error"))
            return 0;
        await Console.Error.WriteLineAsync($"error: {function} failed; './run_local.sh logs {function}' shows its log.");
        return 1;
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            var payload = await File.ReadAllBytesAsync(file, cancellationToken);
            // Editors on some systems begin a file with a byte order mark, which is not JSON.
            payload = payload.AsSpan().StartsWith("\uFEFF"u8) ? payload[3..] : payload;
            using var document = JsonDocument.Parse(payload);
            return payload;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"The event {file} cannot be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new SetupException($"The event {file} is not JSON: {e.Message}", e);
        }
    }

    private static string Message(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("Message").GetString()!;
    }

    private static string Pretty(byte[] json)
    {
        if (json.Length == 0)
            return "";
        using var document = JsonDocument.Parse(json);
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions
        {
            Indented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
            document.WriteTo(writer);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
