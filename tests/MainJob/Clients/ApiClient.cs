using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.MainJob.Clients;

/// <summary>The backend's public API as one caller uses it.</summary>
public sealed class ApiClient
{
    internal ApiClient(GrpcChannel channel, string token)
    {
        var invoker = channel.Intercept(headers =>
        {
            headers.Add("authorization", $"Bearer {token}");
            return headers;
        });
        Registry = new(invoker);
        Forecasts = new(invoker);
        Market = new(invoker);
        Settlement = new(invoker);
        Evidence = new(invoker);
    }

    public RegistryService.RegistryServiceClient Registry { get; }

    public ForecastService.ForecastServiceClient Forecasts { get; }

    public MarketService.MarketServiceClient Market { get; }

    public SettlementService.SettlementServiceClient Settlement { get; }

    public EvidenceService.EvidenceServiceClient Evidence { get; }

    /// <summary>Sends a file as a call that takes it in chunks.</summary>
    internal static async Task<TResponse> UploadAsync<TResponse>(
        AsyncClientStreamingCall<FileChunk, TResponse> call, string fileName, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        const int chunk = 64 * 1024;
        using (call)
        {
            for (var start = 0; start < content.Length; start += chunk)
            {
                var data = Google.Protobuf.ByteString.CopyFrom(content.Span[start..Math.Min(content.Length, start + chunk)]);
                await call.RequestStream.WriteAsync(new() { FileName = start == 0 ? fileName : "", Data = data }, cancellation);
            }

            await call.RequestStream.CompleteAsync();
            return await call.ResponseAsync;
        }
    }
}
