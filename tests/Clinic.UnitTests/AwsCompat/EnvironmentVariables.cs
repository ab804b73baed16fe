namespace Clinic.UnitTests.AwsCompat;

/// <summary>Sets variables for one test and puts back what they were.</summary>
internal sealed class EnvironmentVariables : IDisposable
{
    private readonly List<(string Name, string? Before)> changed = [];

    public EnvironmentVariables Set(string name, string? value)
    {
        changed.Add((name, Environment.GetEnvironmentVariable(name)));
        Environment.SetEnvironmentVariable(name, value);
        return this;
    }

    public void Dispose()
    {
        for (var i = changed.Count - 1; i >= 0; i--)
            Environment.SetEnvironmentVariable(changed[i].Name, changed[i].Before);
    }
}
