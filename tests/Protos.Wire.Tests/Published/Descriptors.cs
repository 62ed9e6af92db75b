using Google.Protobuf;
using Google.Protobuf.Reflection;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Protos.Wire.Tests.Published;

/// <summary>The wire as the protos describe it, with comments, roles and rules.</summary>
static class Descriptors
{
    static readonly ExtensionRegistry Options = [RulesExtensions.Access, RulesExtensions.Rule];

    /// <summary>The protos as they stand in a folder.</summary>
    public static async Task<IReadOnlyList<FileDescriptor>> OfAsync(string folder) => await LoadAsync(folder, "Protos.Wire");

    /// <summary>The API as it was last published; it has no comments.</summary>
    public static async Task<IReadOnlyList<FileDescriptor>> PublishedAsync() => await LoadAsync(Buf.Protos, "lem-v1.txtpb");

    public static IEnumerable<MethodDescriptor> Methods(this IEnumerable<FileDescriptor> files) =>
        files.SelectMany(file => file.Services).SelectMany(service => service.Methods);

    /// <summary>The messages that clients send, those inside of them included.</summary>
    public static IReadOnlyCollection<MessageDescriptor> Requests(this IEnumerable<FileDescriptor> files, bool streamed = true)
    {
        var found = new Dictionary<string, MessageDescriptor>(StringComparer.Ordinal);
        foreach (var method in files.Methods().Where(method => streamed || !method.IsClientStreaming))
        {
            Add(method.InputType);
        }

        return found.Values;

        void Add(MessageDescriptor type)
        {
            if (type.File.Package == "lem.v1" && found.TryAdd(type.FullName, type))
            {
                foreach (var field in type.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message))
                {
                    Add(field.MessageType);
                }
            }
        }
    }

    public static FieldRule? Rule(this FieldDescriptor field) => field.GetOptions()?.GetExtension(RulesExtensions.Rule);

    public static Access? Access(this MethodDescriptor method) => method.GetOptions()?.GetExtension(RulesExtensions.Access);

    static async Task<IReadOnlyList<FileDescriptor>> LoadAsync(string folder, string input)
    {
        var image = await Buf.PassesAsync(folder, "build", input, "--as-file-descriptor-set", "-o", "-#format=binpb");
        var files = FileDescriptorSet.Parser.WithExtensionRegistry(Options).ParseFrom(image).File.Select(file => file.ToByteString());
        return [.. FileDescriptor.BuildFromByteStrings(files, Options).Where(file => file.Package == "lem.v1")];
    }
}
