using LocalEnergyMarket.Edge.Identity;

namespace LocalEnergyMarket.Edge.Gateway.Vitals;

/// <summary>Looks how the TPM is, now and then: two short commands that use no key.</summary>
public sealed class TpmWatch(BoxKey key, BoxVitals vitals, TimeProvider real)
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var health = await key.HealthAsync(cancellationToken);
            vitals.Report(new("tpm", health.CanSign, health.Advice("en"), health.Advice("de")));
            await Task.Delay(Period, real, cancellationToken);
        }
    }
}
