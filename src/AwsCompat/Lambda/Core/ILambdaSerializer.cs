namespace Amazon.Lambda.Core;

/// <summary>Reads a handler's input from an event and writes its result as the response.</summary>
public interface ILambdaSerializer
{
    T Deserialize<T>(Stream requestStream);

    void Serialize<T>(T response, Stream responseStream);
}
