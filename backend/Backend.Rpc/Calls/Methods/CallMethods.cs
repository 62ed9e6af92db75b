using System.Collections.Concurrent;
using Grpc.AspNetCore.Server;
using LocalEnergyMarket.Backend.Rpc.Calls.Access;
using Microsoft.AspNetCore.Http;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Methods;

/// <summary>The methods that are served, found from their endpoints by way of the generated code.</summary>
sealed class CallMethods(MethodAccess access)
{
    readonly ConcurrentDictionary<string, CallMethod> _methods = new(StringComparer.Ordinal);

    /// <summary>The endpoint's method; null if it is none of gRPC's.</summary>
    public CallMethod? Find(Endpoint? endpoint)
    {
        var metadata = endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>();
        return metadata is null ? null
            : _methods.TryGetValue(metadata.Method.FullName, out var known) ? known
            : _methods.GetOrAdd(metadata.Method.FullName, Read(metadata));
    }

    CallMethod Read(GrpcMethodMetadata metadata)
    {
        var descriptor = GeneratedService.Of(metadata.ServiceType)?.FindMethodByName(metadata.Method.Name)
            ?? throw new InvalidOperationException($"{metadata.ServiceType} was not generated from a proto: nobody knows who may call {metadata.Method.FullName}.");
        return new(metadata.Method.FullName, descriptor, access.Of(descriptor));
    }
}
