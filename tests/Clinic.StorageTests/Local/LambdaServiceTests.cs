using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Clinic.Local.Aws.Lambda;
using Xunit;

namespace Clinic.StorageTests.Local;

public sealed class LambdaServiceTests
{
    [Fact]
    public async Task A_process_is_reused()
    {
        await using var lambda = LambdaFixture.Start();

        var first = await lambda.AskAsync("echo");
        var second = await lambda.AskAsync("echo");

        Assert.Equal(Number(first, "process"), Number(second, "process"));
        Assert.Equal(2, Number(second, "served"));
        Assert.Equal("echo", second["event"]!["do"]!.GetValue<string>());
        Assert.Equal(1, lambda.Lambda.Status()[LambdaFixture.Function].Processes);
    }

    [Fact]
    public async Task Requests_beyond_the_limit_of_processes_wait_their_turn()
    {
        await using var lambda = LambdaFixture.Start(processes: 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => lambda.AskAsync("sleep 50")));

        Assert.InRange(answers.Select(answer => Number(answer, "process")).Distinct().Count(), 1, 2);
        Assert.Equal((2, 0), lambda.Lambda.Status()[LambdaFixture.Function]);
    }

    [Fact]
    public async Task A_process_answers_one_request_at_a_time()
    {
        await using var lambda = LambdaFixture.Start(processes: 1);
        await lambda.AskAsync("echo");

        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => lambda.AskAsync("sleep 100")));

        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(300), clock.Elapsed.ToString());
    }

    [Fact]
    public async Task A_crash_is_the_invocations_error_and_the_next_has_a_new_process()
    {
        await using var lambda = LambdaFixture.Start();
        var before = await lambda.AskAsync("echo");

        var crash = await lambda.SendAsync("crash");
        var after = await lambda.AskAsync("echo");

        Assert.Equal(("Unhandled", "Runtime.ExitError"), (crash.FunctionError, ErrorType(crash)));
        Assert.Contains("exit status 7", JsonNode.Parse(crash.Payload.Span)!["errorMessage"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEqual(Number(before, "process"), Number(after, "process"));
    }

    [Fact]
    public async Task What_waits_behind_a_crash_is_served()
    {
        await using var lambda = LambdaFixture.Start(processes: 1);

        var crash = lambda.SendAsync("crash");
        var waiting = lambda.AskAsync("echo");

        Assert.Equal("Runtime.ExitError", ErrorType(await crash));
        Assert.Equal(1, Number(await waiting, "served"));
    }

    [Fact]
    public async Task An_error_of_the_handler_is_handed_on_and_the_process_stays()
    {
        await using var lambda = LambdaFixture.Start();
        var before = await lambda.AskAsync("echo");

        var error = await lambda.SendAsync("fail");

        Assert.Equal(("Unhandled", "Test.Error"), (error.FunctionError, ErrorType(error)));
        Assert.Equal(Number(before, "process"), Number(await lambda.AskAsync("echo"), "process"));
    }

    [Theory]
    [InlineData("invocation/ID/response", """202 application/json {"status":"OK"}""")]
    [InlineData("invocation/ID/error", """202 application/json {"status":"OK"}""")]
    [InlineData("invocation/unknown/response", """400 application/json {"errorType":"InvalidRequestID","errorMessage":"Invalid request ID"}""")]
    [InlineData("invocation/unknown/error", """400 application/json {"errorType":"InvalidRequestID","errorMessage":"Invalid request ID"}""")]
    [InlineData("init/error", """403 application/json {"errorType":"InvalidStateTransition","errorMessage":"The process is not in its init phase."}""")]
    [InlineData("elsewhere", """404 application/json {"errorType":"NotFound","errorMessage":"There is no such operation here."}""")]
    public async Task What_a_process_posts_is_answered_in_words_that_the_runtime_client_reads(string path, string expected)
    {
        await using var lambda = LambdaFixture.Start();

        await lambda.SendAsync($"post {path} 10");

        Assert.Contains($"{path}: {expected}", await FlushedLogAsync(lambda), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("response")]
    [InlineData("error")]
    public async Task A_response_over_six_megabytes_is_refused_and_the_invocations_error(string kind)
    {
        await using var lambda = LambdaFixture.Start();

        var largest = await lambda.SendAsync($"post invocation/ID/{kind} {RuntimeApi.LargestResponse}");
        var tooLarge = await lambda.SendAsync($"post invocation/ID/{kind} {RuntimeApi.LargestResponse + 1}");

        Assert.Equal(RuntimeApi.LargestResponse, largest.Payload.Length);
        Assert.Equal(("Unhandled", "Function.ResponseSizeTooLarge"), (tooLarge.FunctionError, ErrorType(tooLarge)));
        Assert.Contains(
            """413 application/json {"errorType":"RequestEntityTooLarge","errorMessage":"Exceeded maximum allowed payload size (6291556 bytes)."}""",
            await FlushedLogAsync(lambda),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_takes_too_long_is_killed_and_replaced()
    {
        await using var lambda = LambdaFixture.Start(timeoutSeconds: 0.5);
        var before = await lambda.AskAsync("echo");

        var late = await lambda.SendAsync("sleep 60000");

        Assert.Equal("Sandbox.Timedout", ErrorType(late));
        Assert.NotEqual(Number(before, "process"), Number(await lambda.AskAsync("echo"), "process"));
        await AssertEndedAsync(Number(before, "process"));
    }

    [Theory]
    [InlineData("crash", "Runtime.ExitError")]
    [InlineData("report", "Test.InitError")]
    public async Task A_process_that_does_not_start_is_the_invocations_error(string onStart, string errorType)
    {
        await using var lambda = LambdaFixture.Start(onStart: onStart);

        var error = await lambda.SendAsync("echo");

        Assert.Equal(("Unhandled", errorType), (error.FunctionError, ErrorType(error)));
    }

    [Fact]
    public async Task Disposal_ends_the_processes()
    {
        var lambda = LambdaFixture.Start();
        var process = Number(await lambda.AskAsync("echo"), "process");

        await lambda.DisposeAsync();

        await AssertEndedAsync(process);
    }

    [Fact]
    public async Task A_process_that_was_started_ahead_serves_the_first_request()
    {
        await using var lambda = LambdaFixture.Start();

        lambda.Lambda.Warm();
        lambda.Lambda.Warm();

        Assert.Equal(1, lambda.Lambda.Status()[LambdaFixture.Function].Processes);
        Assert.Equal(1, Number(await lambda.AskAsync("echo"), "served"));
    }

    [Fact]
    public async Task The_deadline_is_the_configured_time_from_now()
    {
        await using var lambda = LambdaFixture.Start(timeoutSeconds: 20);

        var answer = await lambda.AskAsync("echo");

        var left = DateTimeOffset.FromUnixTimeMilliseconds(answer["deadline"]!.GetValue<long>()) - TimeProvider.System.GetUtcNow();
        Assert.InRange(left.TotalSeconds, 10, 20);
    }

    [Fact]
    public async Task What_a_process_writes_is_in_the_functions_log()
    {
        await using var lambda = LambdaFixture.Start();

        await lambda.AskAsync("echo");

        Assert.Matches(@"(?m)^\d\d:\d\d:\d\d\.\d{3} 1 serving echo$", await FlushedLogAsync(lambda));
    }

    [Fact]
    public async Task The_invoke_operation_answers_as_Lambda_does()
    {
        await using var lambda = LambdaFixture.Start();
        using var http = new HttpClient { BaseAddress = lambda.Address };

        using var good = await http.PostAsync("/2015-03-31/functions/test-dev/invocations", new StringContent("""{"do":"echo"}"""));
        using var failed = await http.PostAsync("/2015-03-31/functions/test-dev/invocations", new StringContent("""{"do":"fail"}"""));
        using var broken = await http.PostAsync("/2015-03-31/functions/test-dev/invocations", new StringContent("{"));
        using var unknown = await http.PostAsync("/2015-03-31/functions/nobody/invocations", new StringContent("{}"));

        Assert.Equal((HttpStatusCode.OK, false), (good.StatusCode, good.Headers.Contains("X-Amz-Function-Error")));
        Assert.Equal((HttpStatusCode.OK, "Unhandled"), (failed.StatusCode, failed.Headers.GetValues("X-Amz-Function-Error").Single()));
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Equal((HttpStatusCode.NotFound, "ResourceNotFoundException"), (unknown.StatusCode, unknown.Headers.GetValues("x-amzn-ErrorType").Single()));
    }

    /// <summary>The log after the end of the process, which flushes what it wrote.</summary>
    private static async Task<string> FlushedLogAsync(LambdaFixture lambda)
    {
        await lambda.SendAsync("crash");
        await lambda.AskAsync("echo");
        return lambda.Log;
    }

    private static int Number(JsonNode answer, string name) => answer[name]!.GetValue<int>();

    private static string ErrorType(Invocation answer) => JsonNode.Parse(answer.Payload.Span)!["errorType"]!.GetValue<string>();

    private static async Task AssertEndedAsync(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await process.WaitForExitAsync(patience.Token);
        }
        catch (ArgumentException)
        {
            // There is no such process any more, which is what was expected.
            return;
        }
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(processId));
    }
}
