using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LocalEnergyMarket.Grpc.Tests;

/// <summary>What an assembly asks of another: (assembly, type) and (assembly, member).</summary>
sealed record ReferencedApi(IReadOnlyList<AssemblyWanted> Assemblies, IReadOnlyList<(string Assembly, string Type)> Types, IReadOnlyList<(string Assembly, string Member)> Members)
{
    public static ReferencedApi Of(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var assemblies = reader.AssemblyReferences.Select(reader.GetAssemblyReference)
            .Select(a => new AssemblyWanted(reader.GetString(a.Name), a.Version, Convert.ToHexString(reader.GetBlobBytes(a.PublicKeyOrToken)))).ToList();
        var types = reader.TypeReferences
            .Select(handle => (Scope(reader, handle), Signatures.Spelling.GetTypeFromReference(reader, handle, 0))).ToList();
        var members = new List<(string, string)>();
        foreach (var reference in reader.MemberReferences.Select(reader.GetMemberReference))
        {
            if (TypeOf(reader, reference.Parent) is not { } type)
            {
                continue;
            }

            var signature = reference.GetKind() == MemberReferenceKind.Method
                ? Signatures.Of(reference.DecodeMethodSignature(Signatures.Spelling, null))
                : reference.DecodeFieldSignature(Signatures.Spelling, null);
            var typeName = Signatures.Spelling.GetTypeFromReference(reader, type, 0);
            members.Add((Scope(reader, type), OfferedApi.Member(typeName, reader.GetString(reference.Name), signature)));
        }

        return new ReferencedApi(assemblies, types, members);
    }

    static string Scope(MetadataReader reader, TypeReferenceHandle handle) => reader.GetTypeReference(handle).ResolutionScope switch
    {
        { Kind: HandleKind.TypeReference } outer => Scope(reader, (TypeReferenceHandle)outer),
        { Kind: HandleKind.AssemblyReference } assembly => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)assembly).Name),
        _ => "",
    };

    static TypeReferenceHandle? TypeOf(MetadataReader reader, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeReference)
        {
            return (TypeReferenceHandle)parent;
        }

        if (parent.Kind != HandleKind.TypeSpecification)
        {
            return null;
        }

        // A generic instantiation: GENERICINST (CLASS | VALUETYPE) type arguments (ECMA-335, II.23.2.14).
        var blob = reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
        if (blob.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        blob.ReadCompressedInteger();
        return blob.ReadTypeHandle() is { Kind: HandleKind.TypeReference } type ? (TypeReferenceHandle)type : null;
    }
}

sealed record AssemblyWanted(string Name, Version Version, string PublicKeyToken);
