using System.Text.Json;
using System.Text.RegularExpressions;
using Clinic.Core.Errors;
using FluentValidation;
using FluentValidation.Results;

namespace Clinic.Core.Http;

/// <summary>Runs a contract's validator and turns what it finds into field paths as they stand in the JSON.</summary>
public static partial class Validation
{
    /// <param name="before">
    /// What the contract is made from, if from anything: a value that stands already may break a rule, as it came from the old clinic or
    /// before the rule. It stays, and only what is missing is asked for.
    /// </param>
    /// <exception cref="InvalidInputException">A rule is broken; every field at fault is named.</exception>
    public static void Check<T>(IValidator<T> validator, T contract, T? before = null) where T : class
    {
        var errors = validator.Validate(contract).Errors;
        if (errors.Count > 0 && before is not null)
        {
            var standing = validator.Validate(before).Errors.Select(Broken).ToHashSet();
            errors = [.. errors.Where(failure => failure.AttemptedValue is null or "" || !standing.Contains(Broken(failure)))];
        }
        if (errors.Count == 0)
            return;
        throw new InvalidInputException(errors
            .GroupBy(failure => JsonPath(failure.PropertyName), failure => failure.ErrorMessage)
            .ToDictionary(field => field.Key, field => field.Distinct().ToArray()));
    }

    /// <summary>A rule and the value that breaks it, wherever in a list that stands.</summary>
    private static (string Field, string Rule, object? Value) Broken(ValidationFailure failure) =>
        (Position().Replace(failure.PropertyName, "[]"), failure.ErrorMessage, failure.AttemptedValue);

    /// <summary><c>Children[0].FirstName</c> is <c>children[0].firstName</c> in JSON.</summary>
    private static string JsonPath(string propertyName) =>
        string.Join('.', propertyName.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Position();
}
