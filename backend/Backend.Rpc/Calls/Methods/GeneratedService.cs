using System.Reflection;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace LocalEnergyMarket.Backend.Rpc.Calls.Methods;

/// <summary>From a service's class to its proto, by way of the generated code: the base class names the class that holds the descriptor.</summary>
static class GeneratedService
{
    /// <summary>Null if the class was not generated from a proto.</summary>
    public static ServiceDescriptor? Of(Type? service)
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
