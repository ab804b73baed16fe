using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Template;

namespace Clinic.Local.Aws.Lambda;

/// <summary>
/// Starts a function's process as Lambda would, with Lambda's variables and the template's: the native executable where there is one,
/// otherwise the assembly that the build has made, which the runtime compiles as it goes.
/// </summary>
internal sealed class FunctionLauncher(FunctionDefinition function, LambdaOptions options, FunctionLog log)
{
    /// <summary>The dotnet command that this host runs on, wherever it is installed.</summary>
    private static readonly string DotnetRoot = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    public Process Start(string instance, Action<Process> onExit)
    {
        var program = ProgramPath();
        if (!File.Exists(program))
            throw new SetupException($"{function.LogicalId} is not built: {program} does not exist.");
        var start = new ProcessStartInfo(IsAssembly(program) ? Path.Combine(DotnetRoot, "dotnet") : program, IsAssembly(program) ? ["exec", program] : [])
        {
            WorkingDirectory = Path.GetDirectoryName(program)!,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Variables(instance, start.WorkingDirectory))
            start.Environment[name] = value;
        return Start(start, instance, onExit);
    }

    internal string ProgramPath()
    {
        if (options.FunctionsRoot is not { } root)
            return Path.Combine(options.CodeRoot, function.CodeUri, "bin", options.Configuration, "net10.0", function.Project + ".dll");
        var folder = Path.Combine(root, function.Project);
        return Path.Combine(folder, File.Exists(Path.Combine(folder, function.Handler)) ? function.Handler : function.Project + ".dll");
    }

    private static bool IsAssembly(string program) => program.EndsWith(".dll", StringComparison.Ordinal);

    private Process Start(ProcessStartInfo start, string instance, Action<Process> onExit)
    {
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Log(instance, line.Data);
        process.ErrorDataReceived += (_, line) => Log(instance, line.Data);
        process.Exited += (_, _) => onExit(process);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Log(string instance, string? line)
    {
        if (!string.IsNullOrEmpty(line))
            log.Write(instance, line);
    }

    /// <summary>
    /// Everything that the process sees. Of this host's own environment it gets only what the runtime needs to start, so that
    /// nothing on the developer's machine can change what a function does.
    /// </summary>
    internal IEnumerable<KeyValuePair<string, string>> Variables(string instance, string taskRoot)
    {
        var services = options.ServicesAddress();
        var root = services.GetLeftPart(UriPartial.Authority);
        return
        [
            .. Inherited("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"),
            new("DOTNET_ROOT", DotnetRoot),
            new("DOTNET_gcServer", "0"),
            new("DOTNET_NOLOGO", "1"),
            new("TZ", ":UTC"),
            new("LANG", "en_US.UTF-8"),
            new("LAMBDA_TASK_ROOT", taskRoot),
            new("_HANDLER", function.Handler),
            new("AWS_LAMBDA_RUNTIME_API", $"{services.Authority}/{function.LogicalId}.{instance}"),
            new("AWS_LAMBDA_FUNCTION_NAME", function.Name),
            new("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            new("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", function.MemorySize.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new("AWS_LAMBDA_LOG_GROUP_NAME", $"/aws/lambda/{function.Name}"),
            new("AWS_LAMBDA_LOG_STREAM_NAME", $"local/{instance}"),
            new("AWS_LAMBDA_LOG_FORMAT", "JSON"),
            new("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            new("AWS_REGION", PhysicalIds.Region),
            new("AWS_DEFAULT_REGION", PhysicalIds.Region),
            new("AWS_ACCESS_KEY_ID", LocalCredentials.AccessKeyId),
            new("AWS_SECRET_ACCESS_KEY", LocalCredentials.SecretAccessKey),
            new("AWS_EC2_METADATA_DISABLED", "true"),
            new("AWS_ENDPOINT_URL_DYNAMODB", options.DynamoDbUrl()),
            new("AWS_ENDPOINT_URL_SECRETS_MANAGER", root),
            new("AWS_ENDPOINT_URL_SES", root),
            new("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", root),
            new("AWS_ENDPOINT_URL_S3", root),
            new("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", root),
            .. options.ComprehendUrl is { } comprehend ? [KeyValuePair.Create("AWS_ENDPOINT_URL_COMPREHEND", comprehend)] : Array.Empty<KeyValuePair<string, string>>(),
            .. function.Environment.Select(variable => variable.Key == "API_URL" ? KeyValuePair.Create(variable.Key, options.ApiAddress().ToString().TrimEnd('/')) : variable),
        ];
    }

    private static IEnumerable<KeyValuePair<string, string>> Inherited(params string[] names) =>
        from name in names
        let value = Environment.GetEnvironmentVariable(name)
        where value is not null
        select KeyValuePair.Create(name, value);
}

/// <summary>Debug or Release: the functions are taken from the same configuration that the host was built in.</summary>
internal static class BuildConfiguration
{
    public static string OfThisHost { get; } =
        typeof(BuildConfiguration).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";
}
