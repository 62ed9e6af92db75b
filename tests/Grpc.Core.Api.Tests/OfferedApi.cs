using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LocalEnergyMarket.Grpc.Tests;

/// <summary>What an assembly offers to others: its visible types and their visible members, with signatures.</summary>
sealed class OfferedApi
{
    readonly HashSet<string> _types = new(StringComparer.Ordinal);
    readonly HashSet<string> _members = new(StringComparer.Ordinal);

    public string Name { get; }

    public string PublicKeyToken { get; }

    public Version Version { get; }

    public IEnumerable<string> Types => _types;

    public OfferedApi(string path)
    {
        var name = AssemblyName.GetAssemblyName(path);
        Name = name.Name!;
        Version = name.Version!;
        PublicKeyToken = Convert.ToHexString(name.GetPublicKeyToken()!);
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            var access = type.Attributes & TypeAttributes.VisibilityMask;
            if (access is not (TypeAttributes.Public or TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem))
            {
                continue;
            }

            var typeName = Signatures.Spelling.GetTypeFromDefinition(reader, handle, 0);
            _types.Add(typeName);
            foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition).Where(m => IsVisible((int)(m.Attributes & MethodAttributes.MemberAccessMask))))
            {
                _members.Add(Member(typeName, reader.GetString(method.Name), Signatures.Of(method.DecodeSignature(Signatures.Spelling, null))));
            }

            foreach (var field in type.GetFields().Select(reader.GetFieldDefinition).Where(f => IsVisible((int)(f.Attributes & FieldAttributes.FieldAccessMask))))
            {
                _members.Add(Member(typeName, reader.GetString(field.Name), field.DecodeSignature(Signatures.Spelling, null)));
            }
        }
    }

    public static string Member(string type, string name, string signature) => $"{type}.{name}: {signature}";

    public bool HasType(string type) => _types.Contains(type);

    public bool HasMember(string member) => _members.Contains(member);

    // Public, protected, or protected internal: the numbers are the same for methods and fields (ECMA-335, II.23.1.5 and II.23.1.10).
    static bool IsVisible(int access) => access is 4 or 5 or 6;
}
