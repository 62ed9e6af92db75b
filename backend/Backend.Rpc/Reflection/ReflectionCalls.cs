using Grpc.Core;
using Grpc.Reflection.V1;

namespace LocalEnergyMarket.Backend.Rpc.Reflection;

/// <summary>grpc.reflection.v1: which services there are and what their protos say, for tools that have no protos.</summary>
sealed class ReflectionCalls(ServedServices services) : ServerReflection.ServerReflectionBase
{
    readonly Lazy<DescriptorIndex> _index = new(() => new(services.All.Select(service => service.File)));

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(Answer(request), context.CancellationToken);
        }
    }

    /// <summary>The answer to one question.</summary>
    public ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = request.MessageRequestCase switch
        {
            ServerReflectionRequest.MessageRequestOneofCase.ListServices => Services(),
            ServerReflectionRequest.MessageRequestOneofCase.FileByFilename =>
                Files(_index.Value.TryFile(request.FileByFilename, out var file) ? file : null, $"file {request.FileByFilename}"),
            ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol =>
                Files(_index.Value.TrySymbol(request.FileContainingSymbol, out var file) ? file : null, $"symbol {request.FileContainingSymbol}"),
            ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension => ExtensionFile(request.FileContainingExtension),
            ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType => Numbers(request.AllExtensionNumbersOfType),
            _ => Error(StatusCode.InvalidArgument, "The request asks for nothing: set one of message_request."),
        };
        response.ValidHost = request.Host;
        response.OriginalRequest = request;
        return response;
    }

    ServerReflectionResponse Services() => new()
    {
        ListServicesResponse = new() { Service = { services.All.Select(service => new ServiceResponse { Name = service.FullName }) } },
    };

    ServerReflectionResponse ExtensionFile(ExtensionRequest asked) => Files(
        _index.Value.TryExtension(asked.ContainingType, asked.ExtensionNumber, out var file) ? file : null,
        $"extension {asked.ExtensionNumber} of {asked.ContainingType}");

    ServerReflectionResponse Numbers(string type) => _index.Value.ExtensionsOf(type) is { } numbers
        ? new() { AllExtensionNumbersResponse = new() { BaseTypeName = type, ExtensionNumber = { numbers } } }
        : Error(StatusCode.NotFound, $"There is no message {type} here.");

    static ServerReflectionResponse Files(Google.Protobuf.Reflection.FileDescriptor? file, string asked) => file is not null
        ? new() { FileDescriptorResponse = new() { FileDescriptorProto = { DescriptorIndex.WithImports(file) } } }
        : Error(StatusCode.NotFound, $"There is no {asked} here.");

    static ServerReflectionResponse Error(StatusCode code, string message) =>
        new() { ErrorResponse = new() { ErrorCode = (int)code, ErrorMessage = message } };
}
