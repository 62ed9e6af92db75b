using Google.Protobuf;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Validation;

/// <summary>The rules of bytes.</summary>
static class BytesRules
{
    public static IEnumerable<ValueRule> Of(FieldRule rule)
    {
        if (rule.MaxLength > 0)
        {
            yield return value => ((ByteString)value).Length <= rule.MaxLength
                ? null
                : new(FieldProblem.TooLong, $"has {((ByteString)value).Length} bytes: give at most {rule.MaxLength}");
        }

        if (rule.Length > 0)
        {
            yield return value => ((ByteString)value).IsEmpty || ((ByteString)value).Length == rule.Length
                ? null
                : new(FieldProblem.WrongLength, $"has {((ByteString)value).Length} bytes: give {rule.Length}");
        }
    }
}
