using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Validation;

/// <summary>The rules of a message type, made once from its descriptor: those in the proto (<c>lem.v1.rule</c>), and what holds for every field.</summary>
sealed class MessageRules
{
    /// <summary>More are not looked for: an error must stay small enough to be sent.</summary>
    public const int MostViolations = 16;

    static readonly ConcurrentDictionary<MessageDescriptor, MessageRules> Known = [];

    readonly FieldRules[] _fields;

    MessageRules(MessageDescriptor type) => _fields = [.. type.Fields.InDeclarationOrder().Select(FieldRules.Of).OfType<FieldRules>()];

    /// <summary>The type's rules; null if neither it nor a message in it has any: then nothing needs to be looked at.</summary>
    public static MessageRules? Of(MessageDescriptor type) => Known.GetOrAdd(type, type => new(type)) is { _fields.Length: > 0 } rules ? rules : null;

    /// <summary>All that is wrong with the message; up to a limit.</summary>
    public List<Violation> Check(IMessage message)
    {
        List<Violation> found = [];
        Check(message, found);
        return found;
    }

    internal void Check(IMessage message, List<Violation> found)
    {
        foreach (var field in _fields)
        {
            if (found.Count >= MostViolations)
            {
                return;
            }

            field.Check(message, found);
        }
    }

    /// <summary>Whether the type or a message in it has rules; it may contain itself.</summary>
    /// <param name="type">The type.</param>
    /// <param name="seen">What was looked at already.</param>
    internal static bool HasRules(MessageDescriptor type, HashSet<MessageDescriptor> seen) =>
        seen.Add(type) && type.Fields.InDeclarationOrder().Any(field => ValueRules.Of(field).Count > 0 || ListRule.Of(field) is not null || FieldRules.IsRequired(field)
            || (field.FieldType == FieldType.Message && HasRules(field.MessageType, seen)));
}
