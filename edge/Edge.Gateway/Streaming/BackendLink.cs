using Grpc.Core;
using LocalEnergyMarket.Edge.Gateway.Commands;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Hardware.Tpm;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Streaming;

/// <summary>Keeps one stream open to one of the backends, for ever: reconnects with jittered back-off, goes on to the next backend.</summary>
public sealed class BackendLink(
    IReadOnlyList<Uri> backends, PinnedAuthority authority, BoxIdentity identity, IP256Signer signer, BoxJournal journal, CommandHandler commands,
    int windowSize, TimeProvider real, ILogger log)
{
    readonly BackOff _backOff = new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var backend = backends[attempt % backends.Count];
            try
            {
                using var connection = BackendConnection.Open(backend, authority);
                await new StreamSession(connection, identity, signer, journal, commands, windowSize, log).RunAsync(_backOff.Reset, cancellationToken);
            }
            catch (Exception e) when (e is RpcException or StreamException or TpmException or IOException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                log.Disconnected(backend, e is RpcException rpc ? BackendConnection.Explain(rpc) : e.Message);
            }
            await Task.Delay(_backOff.Next(), real, cancellationToken);
        }
    }
}
