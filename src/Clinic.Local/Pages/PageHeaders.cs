namespace Clinic.Local.Pages;

/// <summary>Security headers of the pages: nothing from elsewhere, no inline script, no framing.</summary>
internal static class PageHeaders
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ";

    public const string Strict = Policy + "style-src 'self'";

    /// <summary>Swagger UI and the HTML of mails carry styles inline.</summary>
    public const string InlineStyles = Policy + "style-src 'self' 'unsafe-inline'";

    public static TBuilder WithPageHeaders<TBuilder>(this TBuilder endpoint, string policy)
        where TBuilder : IEndpointConventionBuilder
    {
        // Outermost, so that it also holds for what the package's own endpoints answer.
        endpoint.Finally(builder =>
        {
            var next = builder.RequestDelegate!;
            builder.RequestDelegate = context =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                headers.CacheControl = "no-store";
                return next(context);
            };
        });
        return endpoint;
    }
}
