namespace Clinic.Local.Pages;

/// <summary>A function, the processes it has at the moment and the requests that wait for one.</summary>
internal sealed record FunctionOverview(string Name, int Processes, int Waiting);
