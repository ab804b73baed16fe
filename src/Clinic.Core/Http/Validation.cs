using System.Text.Json;
using Clinic.Core.Errors;
using FluentValidation;

namespace Clinic.Core.Http;

/// <summary>Runs a contract's validator and turns what it finds into field paths as they stand in the JSON.</summary>
public static class Validation
{
    /// <exception cref="InvalidInputException">A rule is broken; every field at fault is named.</exception>
    public static void Check<T>(IValidator<T> validator, T contract)
    {
        var result = validator.Validate(contract);
        if (result.IsValid)
            return;
        throw new InvalidInputException(result.Errors
            .GroupBy(failure => JsonPath(failure.PropertyName), failure => failure.ErrorMessage)
            .ToDictionary(field => field.Key, field => field.Distinct().ToArray()));
    }

    /// <summary><c>Children[0].FirstName</c> is <c>children[0].firstName</c> in JSON.</summary>
    private static string JsonPath(string propertyName) =>
        string.Join('.', propertyName.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}
