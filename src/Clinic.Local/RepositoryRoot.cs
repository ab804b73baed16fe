namespace Clinic.Local;

/// <summary>The project's directory: the nearest one above the program that holds template.yaml and the
/// solution, or else above the current directory.</summary>
public static class RepositoryRoot
{
    public static string Find() =>
        FindFrom(AppContext.BaseDirectory) ?? FindFrom(Environment.CurrentDirectory)
        ?? throw new SetupException("There is no template.yaml here: start inside the project's directory.");

    private static string? FindFrom(string start)
    {
        for (var directory = new DirectoryInfo(start); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "template.yaml")) && File.Exists(Path.Combine(directory.FullName, "Clinic.sln")))
                return directory.FullName;
        }
        return null;
    }
}
