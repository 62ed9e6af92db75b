using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Errors;

/// <summary>Reasons as they travel: <see cref="Reason.GateClosed"/> is <c>GATE_CLOSED</c>.</summary>
public static class ReasonNames
{
    /// <summary>Who defines the reasons: the domain of every ErrorInfo.</summary>
    public const string Domain = "lem";

    static readonly Dictionary<int, string> Reasons = NamesOf<Reason>("REASON_");
    static readonly Dictionary<int, string> Problems = NamesOf<FieldProblem>("FIELD_PROBLEM_");

    public static string Of(Reason reason) => Reasons[(int)reason];

    public static string Of(FieldProblem problem) => Problems[(int)problem];

    static Dictionary<int, string> NamesOf<T>(string prefix) => ErrorsReflection.Descriptor.EnumTypes
        .Single(type => type.ClrType == typeof(T)).Values
        .ToDictionary(value => value.Number, value => NameOf(value, prefix));

    static string NameOf(EnumValueDescriptor value, string prefix) => value.Name[prefix.Length..];
}
