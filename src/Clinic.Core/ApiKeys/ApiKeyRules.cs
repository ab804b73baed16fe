using Clinic.Core.Security;
using Clinic.Core.Text;
using FluentValidation;

namespace Clinic.Core.ApiKeys;

/// <summary>The rules of POST /auth/api-keys; that the scopes are the caller's own is the service's to say.</summary>
public sealed class NewApiKeyRules : AbstractValidator<NewApiKey>
{
    private const int LongestName = 60;

    public NewApiKeyRules(TimeProvider time)
    {
        RuleFor(key => key.Name).RequiredLine(LongestName);
        RuleFor(key => key.Scopes)
            .Meets(new() { Required = true, MaxItems = Scope.All.Count }, scopes => scopes is { Count: > 0 } && scopes.Count <= Scope.All.Count && scopes.All(Scope.All.Contains) && scopes.Distinct().Count() == scopes.Count)
            .WithMessage("is required: some of " + string.Join(", ", Scope.All));
        RuleFor(key => key.ExpiresAt).Must(end => end is null || end > time.GetUtcNow()).WithMessage("must be in the future");
    }
}
