using Google.Protobuf;
using Grpc.Core;
using Grpc.Reflection.V1Alpha;

namespace LocalEnergyMarket.Backend.Rpc.Reflection;

/// <summary>grpc.reflection.v1alpha, which older tools ask for: the same messages, field by field, under an older name.</summary>
sealed class ReflectionAlphaCalls(ReflectionCalls current) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            var answer = current.Answer(Grpc.Reflection.V1.ServerReflectionRequest.Parser.ParseFrom(request.ToByteString()));
            await responseStream.WriteAsync(ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString()), context.CancellationToken);
        }
    }
}
