using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Health.V1;
using Grpc.Net.Client;
using LocalEnergyMarket.Client.Calls;
using LocalEnergyMarket.Client.Connecting;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.Client;

/// <summary>
/// The services of a market's backend over one channel, for one caller. Connections are made when they are needed. Safe for many threads; one for the whole program is
/// enough. Calls fail with <see cref="LemException"/>, or with <see cref="OperationCanceledException"/> if the caller cancels.
/// </summary>
public sealed class LemClient : IDisposable
{
    readonly GrpcChannel? _owned;
    readonly CallInvoker _invoker;

    LemClient(GrpcChannel? owned, CallInvoker invoker)
    {
        (_owned, _invoker) = (owned, invoker);
        Boxes = new(invoker);
        Registry = new(invoker);
        Mastr = new(invoker);
        Forecasts = new(invoker);
        Market = new(invoker);
        Settlement = new(invoker);
        Evidence = new(invoker);
        Fleet = new(invoker);
        Control = new(invoker);
        Jobs = new(invoker);
        Status = new(invoker);
        Health = new(invoker);
    }

    /// <summary>What a box calls.</summary>
    public BoxService.BoxServiceClient Boxes { get; }

    /// <summary>Boxes, meters, units and customers.</summary>
    public RegistryService.RegistryServiceClient Registry { get; }

    /// <summary>The copy of the Marktstammdatenregister.</summary>
    public MastrService.MastrServiceClient Mastr { get; }

    /// <summary>Forecasts of units.</summary>
    public ForecastService.ForecastServiceClient Forecasts { get; }

    /// <summary>Offers, bids, books and results.</summary>
    public MarketService.MarketServiceClient Market { get; }

    /// <summary>What was measured and what is owed.</summary>
    public SettlementService.SettlementServiceClient Settlement { get; }

    /// <summary>Anchors, proofs, exports, data events.</summary>
    public EvidenceService.EvidenceServiceClient Evidence { get; }

    /// <summary>Limits on plants, and what became of them.</summary>
    public ControlService.ControlServiceClient Control { get; }

    /// <summary>The boxes in the field: status, log, restart, configuration, software.</summary>
    public FleetService.FleetServiceClient Fleet { get; }

    /// <summary>What runs by itself or on request, and how it ended.</summary>
    public JobsService.JobsServiceClient Jobs { get; }

    /// <summary>Whether every part is well.</summary>
    public StatusService.StatusServiceClient Status { get; }

    /// <summary>The standard health service (grpc.health.v1).</summary>
    public Health.HealthClient Health { get; }

    /// <summary>For other services that the backend offers, such as reflection: generated clients take it.</summary>
    public CallInvoker Invoker => _invoker;

    /// <summary>Makes the channel; it connects at the first call.</summary>
    /// <exception cref="LemOptionsException">The options cannot work; the message says why.</exception>
    public static LemClient Connect(LemOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionsRules.Check(options);
        var channel = Transport.Open(options);
        return new(channel, channel.Intercept(new CallInterceptor(options)));
    }

    /// <summary>The same connections for another caller. Disposing this client ends both.</summary>
    public LemClient WithToken(string token)
    {
        if (!OptionsRules.IsToken(token))
        {
            throw new LemOptionsException("It must be the token alone, without spaces.");
        }

        return new(null, _invoker.Intercept(headers =>
        {
            headers.Add("authorization", $"Bearer {token}");
            return headers;
        }));
    }

    public void Dispose() => _owned?.Dispose();
}
