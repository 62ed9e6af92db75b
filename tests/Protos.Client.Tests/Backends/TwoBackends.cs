using LocalEnergyMarket.Backend.Testbed;
using LocalEnergyMarket.Client.Trust;
using LocalEnergyMarket.Testbed.Processes;

[assembly: AssemblyFixture(typeof(LocalEnergyMarket.Client.Tests.Backends.TwoBackends))]

namespace LocalEnergyMarket.Client.Tests.Backends;

/// <summary>Two real backend processes on one database.</summary>
public sealed class TwoBackends : RunningBackend, IAsyncLifetime
{
    readonly ScratchFolder _scratch = new();

    /// <summary>The one that tests may kill.</summary>
    public OneBackend Second { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await StartAsync(CancellationToken.None);
        Second = await StartSecondAsync();
    }

    public Task<OneBackend> StartSecondAsync() => OneBackend.StartAsync(_scratch.In("second"), Files, Database, Chain.Url, Clock, CancellationToken.None);

    public LemOptions Options(string who, params Uri[] addresses) => new()
    {
        Addresses = addresses.Length > 0 ? addresses : [Address],
        Authorities = TrustedAuthorities.Of(Files.Certificates.Authority),
        Token = Callers.TokenOf(who),
    };

    public new async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await base.DisposeAsync();
        _scratch.Dispose();
    }
}
