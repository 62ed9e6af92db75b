using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using LocalEnergyMarket.Backend.Rpc.Calls.Methods;
using Microsoft.AspNetCore.Routing;

namespace LocalEnergyMarket.Backend.Rpc.Reflection;

/// <summary>The services that this server has, as their protos describe them.</summary>
public sealed class ServedServices
{
    readonly Lazy<IReadOnlyList<ServiceDescriptor>> _services;
    readonly Lazy<Dictionary<string, MethodDescriptor>> _methods;

    /// <param name="endpoints">What is mapped; looked at when the first question is asked.</param>
    public ServedServices(EndpointDataSource endpoints)
    {
        _services = new(() => [.. endpoints.Endpoints.Select(endpoint => GeneratedService.Of(endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)).OfType<ServiceDescriptor>().Distinct().OrderBy(service => service.FullName, StringComparer.Ordinal)]);
        _methods = new(() => _services.Value.SelectMany(service => service.Methods).ToDictionary(PathOf, StringComparer.Ordinal));
    }

    /// <summary>By name.</summary>
    public IReadOnlyList<ServiceDescriptor> All => _services.Value;

    /// <param name="path">As in a request: <c>/package.Service/Method</c>.</param>
    public bool TryFind(string path, [NotNullWhen(true)] out MethodDescriptor? method) => _methods.Value.TryGetValue(path, out method);

    public static string PathOf(MethodDescriptor method)
    {
        ArgumentNullException.ThrowIfNull(method);
        return $"/{method.Service.FullName}/{method.Name}";
    }
}
