using Clinic.Local.Lambda;

namespace Clinic.Local;

/// <summary>What the services listener answers: the Runtime API first, as every request passes through it.</summary>
internal sealed class ServicesRoot(LambdaService lambda)
{
    private readonly RuntimeApi runtime = new(lambda);
    private readonly InvokeApi invoke = new(lambda);

    public Task HandleAsync(HttpContext context)
    {
        if (RuntimeApi.Owns(context.Request.Path))
            return runtime.HandleAsync(context);
        if (InvokeApi.Owns(context.Request.Path))
            return invoke.HandleAsync(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
