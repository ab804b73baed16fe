namespace Amazon.Lambda.Core;

/// <summary>One invocation: its id, and how long it may still take.</summary>
public interface ILambdaContext
{
    string AwsRequestId { get; }
    TimeSpan RemainingTime { get; }
}

/// <summary>Reads a handler's input from an event and writes its result as the response.</summary>
public interface ILambdaSerializer
{
    T Deserialize<T>(Stream requestStream);

    void Serialize<T>(T response, Stream responseStream);
}
