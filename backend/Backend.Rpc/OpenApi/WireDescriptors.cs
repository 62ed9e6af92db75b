using Google.Protobuf;
using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Backend.Rpc.OpenApi;

/// <summary>The protos of <c>lem.v1</c> as protoc read them, comments and rules included.</summary>
sealed class WireDescriptors
{
    public const string Package = "lem.v1";

    WireDescriptors(IEnumerable<FileDescriptor> files)
    {
        FileDescriptor[] own = [.. files.Where(file => file.Package == Package && file.Name != RulesReflection.Descriptor.Name).OrderBy(file => file.Name, StringComparer.Ordinal)];
        Services = [.. own.SelectMany(file => file.Services)];
        Messages = [.. own.SelectMany(file => file.MessageTypes)];
        Requests = Reachable(Services.SelectMany(service => service.Methods).Select(method => method.InputType));
    }

    public IReadOnlyList<ServiceDescriptor> Services { get; }

    /// <summary>Those at the top of a file.</summary>
    public IReadOnlyList<MessageDescriptor> Messages { get; }

    /// <summary>What callers send, with the messages in it.</summary>
    public IReadOnlySet<MessageDescriptor> Requests { get; }

    public static WireDescriptors Load()
    {
        using var resource = typeof(WireDescriptors).Assembly.GetManifestResourceStream("lem.v1.binpb")!;
        var registry = new ExtensionRegistry { RulesExtensions.Access, RulesExtensions.Rule };
        var files = FileDescriptorSet.Parser.WithExtensionRegistry(registry).ParseFrom(resource).File;
        return new(FileDescriptor.BuildFromByteStrings(files.Select(file => file.ToByteString()), registry));
    }

    static HashSet<MessageDescriptor> Reachable(IEnumerable<MessageDescriptor> messages)
    {
        var reached = new HashSet<MessageDescriptor>();
        var open = new Stack<MessageDescriptor>(messages);
        while (open.TryPop(out var message))
        {
            if (reached.Add(message))
            {
                foreach (var field in message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message))
                {
                    open.Push(field.MessageType);
                }
            }
        }

        return reached;
    }

    /// <summary>The comment before a declaration, its lines joined; empty if there is none.</summary>
    public static string CommentOf(DescriptorBase descriptor) =>
        string.Join(' ', (descriptor.Declaration?.LeadingComments ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    public static FieldRule RuleOf(FieldDescriptor field) => field.GetOptions()?.GetExtension(RulesExtensions.Rule) ?? new();

    public static Access AccessOf(MethodDescriptor method) => method.GetOptions()?.GetExtension(RulesExtensions.Access) ?? new();

    public static bool IsUnary(MethodDescriptor method) => !method.IsClientStreaming && !method.IsServerStreaming;

    public static bool IsFreeOfSideEffects(MethodDescriptor method) =>
        method.GetOptions()?.IdempotencyLevel == MethodOptions.Types.IdempotencyLevel.NoSideEffects;
}
