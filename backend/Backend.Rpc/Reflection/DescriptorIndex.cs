using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace LocalEnergyMarket.Backend.Rpc.Reflection;

/// <summary>What a server's protos define, by name. Files are as protoc made them, custom options included.</summary>
sealed class DescriptorIndex
{
    readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);
    readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = new(StringComparer.Ordinal);

    /// <param name="files">With everything that they import.</param>
    public DescriptorIndex(IEnumerable<FileDescriptor> files)
    {
        foreach (var file in files)
        {
            Add(file);
        }
    }

    public bool TryFile(string name, [NotNullWhen(true)] out FileDescriptor? file) => _files.TryGetValue(name, out file);

    /// <param name="name">Of a message, field, oneof, enum, enum value, service, method or extension, with its package.</param>
    public bool TrySymbol(string name, [NotNullWhen(true)] out FileDescriptor? file) => _symbols.TryGetValue(name, out file);

    public bool TryExtension(string type, int number, [NotNullWhen(true)] out FileDescriptor? file)
    {
        file = null;
        return _extensions.TryGetValue(type, out var numbers) && numbers.TryGetValue(number, out file);
    }

    /// <summary>Ascending; null if the type is not known.</summary>
    public IReadOnlyCollection<int>? ExtensionsOf(string type) =>
        _extensions.TryGetValue(type, out var numbers) ? numbers.Keys : _symbols.TryGetValue(type, out var file) && IsMessage(file.MessageTypes, type) ? [] : null;

    /// <summary>The file, then what it imports, directly and indirectly, each once.</summary>
    public static IEnumerable<ByteString> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { file.Name };
        var open = new Queue<FileDescriptor>([file]);
        while (open.TryDequeue(out var next))
        {
            yield return next.SerializedData;
            foreach (var import in next.Dependencies.Where(import => seen.Add(import.Name)))
            {
                open.Enqueue(import);
            }
        }
    }

    static bool IsMessage(IEnumerable<MessageDescriptor> messages, string name) =>
        messages.Any(message => message.FullName == name || IsMessage(message.NestedTypes, name));

    void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (var import in file.Dependencies)
        {
            Add(import);
        }

        AddExtensions(file.Extensions);
        foreach (var message in file.MessageTypes)
        {
            Add(message);
        }

        foreach (var type in file.EnumTypes)
        {
            Add(type);
        }

        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
            {
                _symbols[method.FullName] = file;
            }
        }
    }

    void Add(MessageDescriptor message)
    {
        foreach (var member in message.Fields.InDeclarationOrder().Cast<IDescriptor>().Concat(message.Oneofs).Prepend(message))
        {
            _symbols[member.FullName] = message.File;
        }

        AddExtensions(message.Extensions);
        foreach (var type in message.EnumTypes)
        {
            Add(type);
        }

        foreach (var nested in message.NestedTypes)
        {
            Add(nested);
        }
    }

    void Add(EnumDescriptor type)
    {
        _symbols[type.FullName] = type.File;
        foreach (var value in type.Values)
        {
            // An enum's values are names of what the enum stands in, as in C++; C# says it with the enum's name between.
            _symbols[type.FullName[..^type.Name.Length] + value.Name] = type.File;
        }
    }

    void AddExtensions(ExtensionCollection extensions)
    {
        foreach (var extension in extensions.UnorderedExtensions)
        {
            _symbols[extension.FullName] = extension.File;
            if (!_extensions.TryGetValue(extension.ExtendeeType.FullName, out var numbers))
            {
                _extensions[extension.ExtendeeType.FullName] = numbers = [];
            }

            numbers[extension.FieldNumber] = extension.File;
        }
    }
}
