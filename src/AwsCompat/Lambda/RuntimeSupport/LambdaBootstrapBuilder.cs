using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Bootstrap;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Puts a handler, and what it needs before its first invocation, into a <see cref="LambdaBootstrap"/>.</summary>
public class LambdaBootstrapBuilder
{
    private readonly Func<Stream, ILambdaContext, Task<Stream>> handler;
    private readonly ILambdaSerializer serializer;
    private readonly LambdaBootstrapOptions options = new();
    private LambdaBootstrapInitializer initializer;

    private LambdaBootstrapBuilder(Func<Stream, ILambdaContext, Task<Stream>> handler, ILambdaSerializer serializer)
    {
        this.handler = handler;
        this.serializer = serializer;
    }

    /// <summary>A handler that reads the event and writes the response itself; its response stream is disposed after it was sent.</summary>
    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task<Stream>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return new(handler, null);
    }

    /// <summary>A handler of objects, which the serializer reads and writes.</summary>
    public static LambdaBootstrapBuilder Create<TInput, TOutput>(
        Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(serializer);
        return new(Invoke, serializer);

        async Task<Stream> Invoke(Stream input, ILambdaContext context)
        {
            var output = await handler(serializer.Deserialize<TInput>(input), context).ConfigureAwait(false);
            var response = new MemoryStream();
            serializer.Serialize(output, response);
            response.Position = 0;
            return response;
        }
    }

    /// <summary>Sets what runs in the init phase; when it throws, the failure is reported and the process ends.</summary>
    public LambdaBootstrapBuilder UseBootstrapHandler(LambdaBootstrapInitializer lambdaBootstrapInitializer)
    {
        initializer = lambdaBootstrapInitializer;
        return this;
    }

    public LambdaBootstrapBuilder ConfigureOptions(Action<LambdaBootstrapOptions> options = null)
    {
        options?.Invoke(this.options);
        return this;
    }

    public LambdaBootstrap Build() => new(handler, initializer, serializer, options);
}
