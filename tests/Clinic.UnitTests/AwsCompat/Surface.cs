using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Clinic.UnitTests.AwsCompat;

/// <summary>Writes what a type shows to other assemblies in the notation of surface.txt.</summary>
internal static class Surface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Header(Type type)
    {
        if (IsDelegate(type))
            return $"delegate {Signature(type.GetMethod("Invoke")!, TypeNames.Of(type))}";
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        return $"{kind} {TypeNames.Of(type)}";
    }

    public static IEnumerable<string> Members(Type type) => type switch
    {
        { IsEnum: true } => Enum.GetNames(type).Select(name =>
            string.Create(CultureInfo.InvariantCulture, $"{name}={Convert.ToInt32(Enum.Parse(type, name), CultureInfo.InvariantCulture)}")),
        _ when IsDelegate(type) => [],
        _ => [.. Bases(type).Select(parent => Base(TypeNames.Of(parent))), .. type.GetMembers(Declared).Where(IsVisible).Select(Member)],
    };

    /// <summary>The bases of a header in the listing, whose type arguments may have commas.</summary>
    public static IEnumerable<string> Bases(string bases) => Regex.Split(bases, ", (?![^<]*>)").Select(Base);

    private static string Base(string name) => "base " + name;

    private static bool IsDelegate(Type type) => type.IsSubclassOf(typeof(Delegate));

    private static IEnumerable<Type> Bases(Type type)
    {
        if (type.IsEnum)
            return [];
        var own = type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).ToList();
        var direct = own.Where(candidate => type.IsInterface || !own.Any(other => other.GetInterfaces().Contains(candidate)));
        return type.BaseType is { } parent && parent != typeof(object) ? direct.Prepend(parent) : direct;
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodInfo { IsSpecialName: true } => false,
        MethodBase method => IsVisible(method),
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        EventInfo happening => IsVisible(happening.AddMethod!),
        Type => false, // Nested types are types of the assembly, checked by themselves.
        _ => throw new NotSupportedException(member.ToString()),
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Member(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"{Access(constructor)}ctor({Parameters(constructor)})",
        MethodInfo method => Access(method) + Signature(method, method.Name) + DefaultImplementation(method),
        PropertyInfo property => Property(property),
        _ => $"{member.MemberType} {member.Name}",
    };

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).ToList();
        var text = string.Concat(accessors.Select(accessor =>
            accessor == property.GetMethod ? "get; " : IsInit(accessor) ? "init; " : "set; "));
        var json = property.GetCustomAttribute<JsonPropertyNameAttribute>() is { } name ? $"   [json:{name.Name}]" : "";
        var prefix = Access(accessors[0]) + (accessors[0].IsStatic ? "static " : "");
        return $"{prefix}{TypeNames.Of(property.PropertyType)} {property.Name} {{ {text}}}{json}";
    }

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    private static string Signature(MethodInfo method, string name)
    {
        var generics = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeNames.Of))}>" : "";
        return $"{(method.IsStatic ? "static " : "")}{TypeNames.Of(method.ReturnType)} {name}{generics}({Parameters(method)})";
    }

    private static string DefaultImplementation(MethodInfo method) =>
        method is { IsAbstract: false, DeclaringType.IsInterface: true } ? "   [default impl]" : "";

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        return $"{prefix}{TypeNames.Of(parameter.ParameterType)} {parameter.Name}{Default(parameter)}";
    }

    private static string Default(ParameterInfo parameter) => !parameter.HasDefaultValue
        ? ""
        : " = " + parameter.DefaultValue switch
        {
            null when parameter.ParameterType.IsValueType => "default",
            null => "null",
            bool value => value ? "true" : "false",
            int value when parameter.ParameterType.IsEnum => Enum.GetName(parameter.ParameterType, value),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
