using System.Buffers;
using System.Text.Json;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.Lambda;

/// <summary>
/// Runs the template's functions as real processes behind the Lambda Runtime API. A process answers one invocation at a time, is
/// started when first needed, reused, replaced after a crash or a time-out, and stopped with this object.
/// </summary>
public sealed class LambdaService : IAsyncDisposable
{
    private readonly Dictionary<string, FunctionPool> pools = [];
    private readonly Dictionary<string, FunctionDefinition> functions = [];
    private readonly List<FunctionLog> logs = [];

    public LambdaService(IEnumerable<FunctionDefinition> functions, LambdaOptions options, TimeProvider time)
    {
        foreach (var function in functions)
        {
            var log = new FunctionLog(Path.Combine(options.LogDirectory, function.LogicalId + ".log"), time);
            logs.Add(log);
            this.functions.Add(function.LogicalId, function);
            pools.Add(function.LogicalId, new FunctionPool(function, new FunctionLauncher(function, options, log), options, time));
        }
    }

    public IReadOnlyCollection<FunctionDefinition> Functions => functions.Values;

    /// <summary>
    /// The function's answer, or its error as Lambda reports one. Waits for a free process; when too many wait already it is a
    /// <see cref="TooManyInvocationsException"/>.
    /// </summary>
    public Task<Invocation> InvokeAsync(string functionLogicalId, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        pools[functionLogicalId].InvokeAsync(payload, cancellationToken);

    /// <summary>Starts one process of every function, so that nobody waits for the first.</summary>
    public void Warm()
    {
        foreach (var pool in pools.Values)
            pool.Warm();
    }

    /// <summary>By logical id, with or without the suffix Function, by function name, by ARN or by the name of its project.</summary>
    public FunctionDefinition? Find(string name)
    {
        var last = name.Split(':') is ["arn", _, "lambda", _, _, "function", var arnName, ..] ? arnName : name;
        return functions.GetValueOrDefault(last)
            ?? functions.Values.FirstOrDefault(function => Names(function).Contains(last, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>How many processes each function has and how many invocations wait for one.</summary>
    public IReadOnlyDictionary<string, (int Processes, int Waiting)> Status() =>
        pools.ToDictionary(pool => pool.Key, pool => pool.Value.Count());

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(pools.Values.Select(pool => pool.DisposeAsync().AsTask()));
        logs.ForEach(log => log.Dispose());
    }

    internal FunctionPool? Pool(string functionLogicalId) => pools.GetValueOrDefault(functionLogicalId);

    private static IEnumerable<string> Names(FunctionDefinition function) =>
    [
        function.LogicalId,
        function.LogicalId.EndsWith("Function", StringComparison.Ordinal) ? function.LogicalId[..^"Function".Length] : function.LogicalId,
        function.Name,
        function.Project,
    ];
}

/// <summary>Where the function processes come from and how many there may be.</summary>
public sealed record LambdaOptions
{
    /// <summary>The directory that a function's CodeUri is relative to.</summary>
    public required string CodeRoot { get; init; }

    /// <summary>
    /// A directory of published functions that is run instead of the build output: PROJECT/bootstrap each, the native executable, or
    /// PROJECT/PROJECT.dll.
    /// </summary>
    public string? FunctionsRoot { get; init; }

    /// <summary>The build configuration whose output is run.</summary>
    public string Configuration { get; init; } = BuildConfiguration.OfThisHost;

    public required string LogDirectory { get; init; }

    public int ProcessesPerFunction { get; init; } = 4;

    /// <summary>How many invocations of one function may wait before further ones are throttled.</summary>
    public int WaitingPerFunction { get; init; } = 1000;

    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the services listener (Runtime API, Cognito, Secrets Manager, SES) is, once it listens.</summary>
    public required Func<Uri> ServicesAddress { get; init; }

    public required Func<string> DynamoDbUrl { get; init; }

    /// <summary>The base address of the API on this machine, which functions are told in place of the one that AWS would give it.</summary>
    public required Func<Uri> ApiAddress { get; init; }

    public string? ComprehendUrl { get; init; }
}

/// <summary>Errors in Lambda's own words.</summary>
internal static class LambdaError
{
    public const string Unhandled = "Unhandled";

    public static Invocation Exit(string requestId, string reason) =>
        new(Json("Runtime.ExitError", $"RequestId: {requestId} Error: Runtime exited {(reason.StartsWith("exit", StringComparison.Ordinal) ? "with error: " : "")}{reason}"), Unhandled);

    public static Invocation TimedOut(string requestId, TimeSpan limit) =>
        new(Json("Sandbox.Timedout", FormattableString.Invariant(
            $"RequestId: {requestId} Error: Task timed out after {limit.TotalSeconds:0.00} seconds")), Unhandled);

    public static Invocation ResponseTooLarge(int size, int limit) =>
        new(Json("Function.ResponseSizeTooLarge", $"Response payload size ({size} bytes) exceeded maximum allowed payload size ({limit} bytes)."), Unhandled);

    public static ReadOnlyMemory<byte> Json(string type, string message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("errorType", type);
        json.WriteString("errorMessage", message);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}

/// <summary>So many invocations of one function are waiting for a process that Lambda would throttle.</summary>
public sealed class TooManyInvocationsException(string function) : Exception($"Too many invocations of {function} are waiting.");
