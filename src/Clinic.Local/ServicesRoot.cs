using Clinic.Demo;
using Clinic.Local.Aws.Lambda;
using Clinic.Local.Aws.Protocol;
using Clinic.Local.Aws.S3;

namespace Clinic.Local;

/// <summary>What the services listener answers: the Runtime API first, as every request passes through it; what nobody else knows names a bucket.</summary>
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
