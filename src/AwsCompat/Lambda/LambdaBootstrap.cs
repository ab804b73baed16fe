using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Runs once before the first invocation; false ends the process without taking one.</summary>
public delegate Task<bool> LambdaBootstrapInitializer();

/// <summary>Puts a handler, and what it needs before its first invocation, into a <see cref="LambdaBootstrap"/>.</summary>
public class LambdaBootstrapBuilder
{
    private readonly Func<Stream, ILambdaContext, Task<Stream>> handler;
    private LambdaBootstrapInitializer initializer;

    private LambdaBootstrapBuilder(Func<Stream, ILambdaContext, Task<Stream>> handler) => this.handler = handler;

    /// <summary>A handler that reads the event and writes the response itself; its response stream is disposed after it was sent.</summary>
    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task<Stream>> handler) => new(handler);

    /// <summary>Sets what runs in the init phase; when it throws, the failure is reported and the process ends.</summary>
    public LambdaBootstrapBuilder UseBootstrapHandler(LambdaBootstrapInitializer lambdaBootstrapInitializer)
    {
        initializer = lambdaBootstrapInitializer;
        return this;
    }

    public LambdaBootstrap Build() => new(handler, initializer);
}

/// <summary>
/// The function's side of the Lambda Runtime API: initializes once, then takes one invocation after the other until it
/// is cancelled or the Runtime API is gone.
/// </summary>
public class LambdaBootstrap : IDisposable
{
    private readonly Func<Stream, ILambdaContext, Task<Stream>> handler;
    private readonly LambdaBootstrapInitializer initializer;
    private readonly InvocationLog log = InvocationLog.ToStandardOutput();
    private readonly RuntimeApi api = new(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API"));

    internal LambdaBootstrap(Func<Stream, ILambdaContext, Task<Stream>> handler, LambdaBootstrapInitializer initializer)
    {
        this.handler = handler;
        this.initializer = initializer;
    }

    /// <summary>
    /// Throws what the initializer threw, after it was reported; a handler's exception is reported and the loop goes on. A post
    /// that the Runtime API refuses ends it: Lambda then starts a new process.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (!await InitializeAsync().ConfigureAwait(false))
                return;
            while (!cancellationToken.IsCancellationRequested)
                await InvokeOnceAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The caller asked for the end.
        }
        catch (RuntimeApiGoneException e)
        {
            // Without its host a function has nothing left to do: a retry would only spin.
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            api.Dispose();
    }

    private async Task<bool> InitializeAsync()
    {
        if (initializer is null)
            return true;
        try
        {
            return await initializer().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.Write(e);
            await ReportInitErrorAsync(e).ConfigureAwait(false);
            throw;
        }
    }

    private async Task ReportInitErrorAsync(Exception exception)
    {
        try
        {
            await api.ReportInitErrorAsync(exception).ConfigureAwait(false);
        }
        catch (RuntimeApiGoneException)
        {
            // The initializer's own failure is the one to see.
        }
    }

    private async Task InvokeOnceAsync(CancellationToken cancellationToken)
    {
        using var invocation = await api.NextAsync(cancellationToken).ConfigureAwait(false);
        log.Begin(invocation.AwsRequestId, invocation.TraceId);
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", invocation.TraceId);

        Stream output;
        try
        {
            output = await handler(invocation.Input, invocation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            log.Write(e);
            await api.ReportErrorAsync(invocation.AwsRequestId, e).ConfigureAwait(false);
            return;
        }

        using (output)
            await api.RespondAsync(invocation.AwsRequestId, output).ConfigureAwait(false);
    }
}
