namespace Clinic.Local.Template;

/// <summary>
/// A method of the API and the function behind it. Method is upper-case, or ANY. Without an authorizer the route is public;
/// with one, any of the scopes suffices, and no scopes at all ask for an identity token. Event is the name of the function's event.
/// </summary>
public sealed record RouteDefinition(string Path, string Method, string Function, bool NeedsToken, IReadOnlyList<string> Scopes)
{
    public string Event { get; init; } = "";
}
