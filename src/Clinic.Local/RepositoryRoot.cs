using Clinic.Demo;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Aws.S3;

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

/// <summary>Dispatches the requests of the services listener: the Runtime API first, as every invocation passes through it. A path that no service knows names a bucket.</summary>
internal sealed class ServicesRoot(LambdaService lambda, AwsServices aws, S3Service objects, Func<Seeding, CancellationToken, Task<string>> seed)
{
    public const string SeedPath = "/_local/seed";
    private readonly RuntimeApi runtime = new(lambda);
    private readonly InvokeApi invoke = new(lambda);

    public Task HandleAsync(HttpContext context) => context.Request switch
    {
        { Path: var path } when RuntimeApi.Owns(path) => runtime.HandleAsync(context),
        { Path: var path } when InvokeApi.Owns(path) => invoke.HandleAsync(context),
        var request when aws.Owns(request) => aws.HandleAsync(context),
        { Method: "POST", Path.Value: SeedPath } => SeedAsync(context),
        _ => objects.HandleAsync(context),
    };

    private async Task SeedAsync(HttpContext context)
    {
        try
        {
            var seeding = context.Request.Query["empty"] == "true" ? Seeding.Accounts : Seeding.Demo;
            await context.Response.WriteAsync(await seed(seeding, context.RequestAborted));
        }
        catch (SetupException e)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            await context.Response.WriteAsync(e.Message);
        }
    }
}

/// <summary>
/// An error that the user can fix (a port that is taken, a missing tool, an unreadable template). Its message is one
/// line that says what to do; the command line prints it without a stack trace and exits with 1.
/// </summary>
public sealed class SetupException : Exception
{
    public SetupException(string message)
        : base(message)
    {
    }

    public SetupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
