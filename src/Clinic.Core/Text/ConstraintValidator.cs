using FluentValidation;
using FluentValidation.Validators;

namespace Clinic.Core.Text;

/// <summary>A rule that can say what it asks for.</summary>
public interface IConstrained
{
    Constraint Constraint { get; }
}

/// <summary>A predicate together with what it asks for.</summary>
internal sealed class ConstraintValidator<T, TProperty>(Constraint constraint, Func<T, TProperty, bool> accepts)
    : PropertyValidator<T, TProperty>, IConstrained
{
    public override string Name => nameof(ConstraintValidator<,>);

    public Constraint Constraint => constraint;

    public override bool IsValid(ValidationContext<T> context, TProperty value) => accepts(context.InstanceToValidate, value);
}

internal static class ConstraintRules
{
    public static IRuleBuilderOptions<T, TProperty> Meets<T, TProperty>(
        this IRuleBuilder<T, TProperty> rule, Constraint constraint, Func<TProperty, bool> accepts) =>
        rule.Meets(constraint, (_, value) => accepts(value));

    public static IRuleBuilderOptions<T, TProperty> Meets<T, TProperty>(
        this IRuleBuilder<T, TProperty> rule, Constraint constraint, Func<T, TProperty, bool> accepts) =>
        rule.SetValidator(new ConstraintValidator<T, TProperty>(constraint, accepts));
}
