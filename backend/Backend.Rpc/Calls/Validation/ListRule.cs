using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Validation;

/// <summary>How many items a repeated field may have.</summary>
static class ListRule
{
    public static Func<int, Wrong?>? Of(FieldDescriptor field)
    {
        var most = field.IsRepeated ? FieldRules.RuleOf(field)?.MaxItems ?? 0 : 0;
        return most == 0 ? null : count => count <= most ? null : new(FieldProblem.TooMany, $"has {count} items: give at most {most}");
    }
}
