using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace LocalEnergyMarket.Grpc.Tests;

/// <summary>All that others can compile against, a line each: types with bases and constraints, members with parameter names, defaults and nullability.</summary>
sealed class Surface
{
    const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    readonly NullabilityInfoContext _nullability = new();

    public static IReadOnlyList<string> Of(Assembly assembly)
    {
        var surface = new Surface();
        return [.. assembly.GetExportedTypes().OrderBy(Name, StringComparer.Ordinal).SelectMany(surface.TypeLines)];
    }

    IEnumerable<string> TypeLines(Type type)
    {
        var members = type.GetMembers(Own).Select(Line).OfType<string>().Order(StringComparer.Ordinal);
        return members.Select(line => "  " + line).Prepend(Heading(type));
    }

    static string Heading(Type type)
    {
        var kind = type.IsInterface ? "interface" : type.IsEnum ? "enum" : type.IsValueType ? "struct" : typeof(Delegate).IsAssignableFrom(type) ? "delegate" : "class";
        var modifiers = (type.IsAbstract, type.IsSealed) switch { (true, true) => "static ", (true, false) when !type.IsInterface => "abstract ", (false, true) => "sealed ", _ => "" };
        var bases = type.GetInterfaces().Select(Name).Order(StringComparer.Ordinal).Prepend(type.BaseType is { } parent ? Name(parent) : "");
        return $"{modifiers}{kind} {Name(type)} : {string.Join(' ', bases)}{Constraints(type.GetGenericArguments())}";
    }

    string? Line(MemberInfo member) => member switch
    {
        MethodBase { IsPublic: false, IsFamily: false, IsFamilyOrAssembly: false } => null,
        ConstructorInfo constructor => $"{Access(constructor)}constructor({Parameters(constructor)})",
        MethodInfo method => $"{Access(method)}{Name(method.ReturnType)}{Nullability(method.ReturnParameter)} {method.Name}"
            + $"{(method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "")}({Parameters(method)})"
            + (method.IsGenericMethod ? Constraints(method.GetGenericArguments()) : ""),
        FieldInfo { IsPublic: false, IsFamily: false, IsFamilyOrAssembly: false } => null,
        FieldInfo { IsLiteral: true } constant => $"const {Name(constant.FieldType)} {constant.Name} = {Text(constant.GetRawConstantValue())}",
        FieldInfo field => $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Name(field.FieldType)} {field.Name}",
        _ => null,
    };

    static string Access(MethodBase method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (method.IsDefined(typeof(ExtensionAttribute)) && parameter.Position == 0 ? "this " : "")
        + $"{Name(parameter.ParameterType)}{Nullability(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Text(parameter.DefaultValue)}" : "")}"));

    string Nullability(ParameterInfo parameter)
    {
        static string Marks(NullabilityInfo info) =>
            (info.ReadState == NullabilityState.Nullable && !info.Type.IsValueType && !info.Type.IsGenericParameter ? "?" : "")
            + string.Concat(info.GenericTypeArguments.Select((argument, i) => Marks(argument) is { Length: > 0 } marks ? $"[{i}{marks}]" : ""));
        return Marks(_nullability.Create(parameter));
    }

    static string Constraints(Type[] parameters) => string.Concat(parameters.Where(one => one.IsGenericParameter)
        .Select(one => (one.Name, Wanted: one.GetGenericParameterConstraints().Select(Name).Prepend($"{one.GenericParameterAttributes}")))
        .Where(one => one.Wanted.Any(wanted => wanted != "None")).Select(one => $" where {one.Name}: {string.Join(' ', one.Wanted)}"));

    static string Name(Type type) =>
        type.IsGenericParameter ? type.Name
        : type.HasElementType ? Name(type.GetElementType()!) + (type.IsArray ? "[]" : "&")
        : (type.IsNested ? $"{Name(type.DeclaringType!)}+{Bare(type)}" : $"{type.Namespace}.{Bare(type)}")
            + (type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : "");

    static string Bare(Type type) => type.Name.Split('`')[0];

    static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "null";
}
