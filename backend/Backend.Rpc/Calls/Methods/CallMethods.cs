using System.Collections.Concurrent;
using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
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
        var descriptor = ServiceOf(metadata.ServiceType)?.FindMethodByName(metadata.Method.Name)
            ?? throw new InvalidOperationException($"{metadata.ServiceType} was not generated from a proto: nobody knows who may call {metadata.Method.FullName}.");
        return new(metadata.Method.FullName, descriptor, access.Of(descriptor));
    }

    /// <summary>Generated: the base class of a service names the class with its descriptor.</summary>
    static ServiceDescriptor? ServiceOf(Type? service)
    {
        for (; service is not null; service = service.BaseType)
        {
            if (service.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } binding)
            {
                return (ServiceDescriptor?)binding.BindType.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null);
            }
        }

        return null;
    }
}
