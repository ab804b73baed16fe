using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

// Speaks the Runtime API without any library, so that the tests hold the local host to the protocol and not to a client of it.
const string JsonType = "application/json";
var api = $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime";
using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };

switch (Environment.GetEnvironmentVariable("ON_START"))
{
    case "crash":
        return 3;
    case "report":
        await Post($"{api}/init/error", """{"errorType":"Test.InitError","errorMessage":"as asked"}""");
        return 1;
}

var served = 0;
while (true)
{
    using var next = await http.GetAsync($"{api}/invocation/next");
    next.EnsureSuccessStatusCode();
    var id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
    var deadline = next.Headers.GetValues("Lambda-Runtime-Deadline-Ms").Single();
    var body = await next.Content.ReadAsStringAsync();
    using var document = JsonDocument.Parse(body);
    served++;
    if (document.RootElement.TryGetProperty("Records", out var records))
    {
        if (await ServeBatch(id, body, records))
            return 7;
        continue;
    }
    var order = document.RootElement.GetProperty("do").GetString()!;
    Console.WriteLine($"serving {order}");
    switch (order.Split(' '))
    {
        case ["crash"]:
            return 7;
        case ["sleep", var milliseconds]:
            await Task.Delay(int.Parse(milliseconds, CultureInfo.InvariantCulture));
            break;
        case ["fail"]:
            await Post($"{api}/invocation/{id}/error", """{"errorType":"Test.Error","errorMessage":"as asked"}""");
            continue;
        case ["post", var path, var length]:
            // Says what it got; what is posted for the invocation itself is the only answer that there is.
            Console.WriteLine($"{path}: {await Send($"{api}/{path.Replace("ID", id, StringComparison.Ordinal)}", '"' + new string('x', int.Parse(length, CultureInfo.InvariantCulture) - 2) + '"')}");
            if (path.Contains("ID", StringComparison.Ordinal))
                continue;
            break;
        case ["env", var name]:
            await Post($"{api}/invocation/{id}/response", $"\"{Environment.GetEnvironmentVariable(name)}\"");
            continue;
    }
    await Post($"{api}/invocation/{id}/response", $$"""{"process":{{Environment.ProcessId}},"served":{{served}},"deadline":{{deadline}},"event":{{body}}}""");
}

// Does what each record of a stream says, in order, and writes down what it did. True when the process is to crash.
async Task<bool> ServeBatch(string id, string body, JsonElement records)
{
    Record($"event {body}");
    Record($"batch {string.Join(' ', records.EnumerateArray().Select(Name))}");
    foreach (var record in records.EnumerateArray())
    {
        var isFirstTime = !Recorded($"begun {Name(record)}");
        Record($"begun {Name(record)}");
        switch (Order(record).Split(' '))
        {
            case ["crash", "once"] when isFirstTime:
                return true;
            case ["throw"]:
                await Post($"{api}/invocation/{id}/error", """{"errorType":"Test.Error","errorMessage":"as asked"}""");
                return false;
            case ["refuse"]:
            case ["refuse", "once"] when isFirstTime:
                var sequence = record.GetProperty("dynamodb").GetProperty("SequenceNumber").GetString();
                await Post($"{api}/invocation/{id}/response", $$$"""{"batchItemFailures":[{"itemIdentifier":"{{{sequence}}}"}]}""");
                return false;
            case ["sleep", var milliseconds]:
                await Task.Delay(int.Parse(milliseconds, CultureInfo.InvariantCulture));
                break;
        }
        Record($"done {Name(record)}");
    }
    await Post($"{api}/invocation/{id}/response", """{"batchItemFailures":[]}""");
    return false;
}

static string Name(JsonElement record) => record.GetProperty("dynamodb").GetProperty("Keys").GetProperty("id").GetProperty("S").GetString()!;

static string Order(JsonElement record) =>
    record.GetProperty("dynamodb").TryGetProperty("NewImage", out var item) && item.TryGetProperty("do", out var order)
        ? order.GetProperty("S").GetString()!
        : "";

static void Record(string line) => File.AppendAllText(Environment.GetEnvironmentVariable("RECORD_TO")!, line + "\n");

static bool Recorded(string line) => File.ReadLines(Environment.GetEnvironmentVariable("RECORD_TO")!).Contains(line);

// The runtime client reads what accepts a report: here everything that is accepted has to say so.
async Task Post(string address, string json)
{
    var answer = await Send(address, json);
    if (answer != """202 application/json {"status":"OK"}""")
        throw new InvalidOperationException($"{address} answered {answer}");
}

async Task<string> Send(string address, string json)
{
    using var content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue(JsonType));
    using var answer = await http.PostAsync(address, content);
    return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType} {await answer.Content.ReadAsStringAsync()}";
}
