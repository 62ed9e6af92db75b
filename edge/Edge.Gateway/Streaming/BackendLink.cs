using LocalEnergyMarket.Client.Connecting;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Edge.Gateway.Commands;
using LocalEnergyMarket.Edge.Gateway.Journal;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Gateway.Vitals;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Hardware.Tpm;
using Microsoft.Extensions.Logging;

namespace LocalEnergyMarket.Edge.Gateway.Streaming;

/// <summary>
/// Keeps one stream open to one of the backends, for ever. When it ends, by a failure or because the backend asks to go elsewhere, the next backend is called after a
/// pause: half a second, doubled for each try without use up to a minute, with a random half left out, so that the boxes of a backend that stops do not all come at once.
/// </summary>
public sealed class BackendLink(
    IReadOnlyList<Uri> backends, BackendAccess access, BoxIdentity identity, IP256Signer signer, BoxJournal journal, CommandHandler commands,
    LatestReadings latest, int windowSize, TimeProvider real, ILogger log, BoxVitals? vitals = null)
{
    readonly BackOff _backOff = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1));
    int _failures;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var backend = backends[attempt % backends.Count];
            try
            {
                using var connection = BackendConnection.Open(backend, access);
                await new StreamSession(connection, identity, signer, journal, commands, latest, windowSize, real, log, vitals).RunAsync(() => _failures = 0, cancellationToken);
                if (vitals is { Link.Connected: true })
                {
                    vitals.Disconnected(backend, "the backend has ended the stream");
                }
            }
            catch (Exception e) when (e is LemException or StreamException or TpmException or IOException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var why = e is LemException failure ? BackendConnection.Explain(failure) : e.Message;
                vitals?.Disconnected(backend, why);
                log.Disconnected(backend, why);
            }

            await Task.Delay(_backOff.After(++_failures), real, cancellationToken);
        }
    }
}
