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
        function.Handler,
        Path.GetFileName(function.CodeUri),
    ];
}
