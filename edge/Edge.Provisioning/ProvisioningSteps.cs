using System.Globalization;
using LocalEnergyMarket.Client.Errors;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Gateway.Chain;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Gateway.Polling;
using LocalEnergyMarket.Edge.Identity;
using LocalEnergyMarket.Hardware.Meters;
using LocalEnergyMarket.Hardware.Tpm;
using LocalEnergyMarket.Protos.Wire.Signing;

namespace LocalEnergyMarket.Edge.Provisioning;

/// <summary>What is done, step by step; each says how it went.</summary>
sealed class ProvisioningSteps(BoxOptions options, Report report)
{
    readonly Texts _texts = report.Texts;

    public async Task InitAsync(CancellationToken cancellationToken)
    {
        using var key = await KeyAsync(create: true, cancellationToken);
        var endorsement = await TpmEndorsement.OpenAsync(key.Tpm, TpmKeyType.Rsa2048, cancellationToken)
            ?? await TpmEndorsement.OpenAsync(key.Tpm, TpmKeyType.EccP256, cancellationToken);
        if (endorsement is null)
        {
            report.Failed(_texts.Endorsement, _texts.NoEndorsement);
        }
        else
        {
            report.Done(_texts.Endorsement, endorsement.Public.Type.ToString());
        }
    }

    public async Task EnrollAsync(string text, CancellationToken cancellationToken)
    {
        if (!EnrollmentCode.TryParse(text, out var code))
        {
            report.Failed(_texts.Enrolled, _texts.BadCode);
            return;
        }

        var access = options.Access();
        using var key = await KeyAsync(create: true, cancellationToken);
        using var backend = BackendConnection.Open(new Uri(options.Backends[0]), access);
        var identity = await Enrollment.EnrollAsync(backend, key, code, cancellationToken);
        identity.Save(options.IdentityFile);
        report.Done(_texts.Enrolled, $"{identity.BoxId} ({identity.ChainAccount})");
    }

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var access = options.Access();
        using var key = await KeyAsync(create: false, cancellationToken);
        await CheckMetersAsync(cancellationToken);
        if (BoxIdentity.Load(options.IdentityFile) is not { } identity)
        {
            report.Failed(_texts.Identity, _texts.NotEnrolled);
        }
        else if (identity.PublicKey != key.PublicKeyHex)
        {
            report.Failed(_texts.Identity, _texts.OtherKey);
        }
        else
        {
            report.Done(_texts.Identity, identity.BoxId);
            foreach (var backend in options.Backends)
            {
                await CheckBackendAsync(new(backend), access, identity, key, cancellationToken);
            }

            foreach (var node in options.Chain?.Endpoints ?? [])
            {
                await CheckChainAsync(node, access, identity, key, cancellationToken);
            }
        }
    }

    /// <summary>Each node by itself: of the right chain, and the box's account there with its key.</summary>
    async Task CheckChainAsync(string node, BackendAccess access, BoxIdentity identity, BoxKey key, CancellationToken cancellationToken)
    {
        try
        {
            ChainOptionsRules.Hold(options.Chain!, identity);
            using var connection = ChainConnection.Open([node], identity, access);
            var info = await connection.Chain.GetInfo(cancellationToken);
            var box = await new ChainTables(connection.Chain, Name.Parse(identity.ContractAccount)).BoxAsync(Name.Parse(identity.ChainAccount), cancellationToken);
            var failure = box switch
            {
                null => _texts.NotOnChain,
                { Revoked: true } => _texts.RevokedOnChain,
                _ when !box.Key.Equals(PublicKey.FromUncompressed(KeyType.R1, key.Signer.PublicKey.Span)) => _texts.OtherKeyOnChain,
                _ => null,
            };
            if (failure is null)
            {
                report.Done(_texts.Chain, string.Create(CultureInfo.InvariantCulture, $"{node}, {identity.ChainAccount}, #{info.HeadBlockNum}"));
            }
            else
            {
                report.Failed(_texts.Chain, $"{node}: {failure}");
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is HttpRequestException or OperationCanceledException or EosioApiException or EosioFormatException or InvalidOperationException)
        {
            report.Failed(_texts.Chain, $"{node}: {e.Message}");
        }
    }

    async Task<BoxKey> KeyAsync(bool create, CancellationToken cancellationToken)
    {
        var key = await BoxKey.OpenAsync(options.Tpm, create, cancellationToken);
        var info = await key.Tpm.GetInfoAsync(cancellationToken);
        report.Done(_texts.Tpm, $"{options.Tpm}, {info.Manufacturer} {info.Model} {info.Firmware}");
        report.Done(_texts.Key, PublicKey.FromUncompressed(KeyType.R1, key.Signer.PublicKey.Span).ToString());
        return key;
    }

    async Task CheckMetersAsync(CancellationToken cancellationToken)
    {
        await using var meters = MeterSet.Open(options.Meters, options.DevicesFolder);
        foreach (var meter in meters.Meters)
        {
            var step = string.Create(CultureInfo.InvariantCulture, $"{_texts.Meter} {meter.Index} ({meter.Serial})");
            try
            {
                var values = await meter.Meter.ReadAsync(cancellationToken);
                report.Done(step, string.Join(", ", values.Select(v => v.Quality == MeterQuality.Missing ? $"{v.Register} –" : $"{v.Register} {v.Value}")));
            }
            catch (MeterException e)
            {
                report.Failed(step, e.Message);
            }
        }
    }

    /// <summary>Opens a stream as the box's daemon does, up to the backend's welcome.</summary>
    async Task CheckBackendAsync(Uri address, BackendAccess access, BoxIdentity identity, BoxKey key, CancellationToken cancellationToken)
    {
        try
        {
            using var backend = BackendConnection.Open(address, access);
            using var call = backend.Client.Connect(cancellationToken: cancellationToken);
            if (await call.ResponseStream.MoveNext(cancellationToken) && call.ResponseStream.Current.Challenge is { } challenge)
            {
                var hello = await Greeting.SignAsync(identity.BoxId, challenge, backend.EndPoint, key.Signer, "lem-provision", cancellationToken);
                await call.RequestStream.WriteAsync(new() { Hello = hello }, cancellationToken);
                if (await call.ResponseStream.MoveNext(cancellationToken) && call.ResponseStream.Current.Welcome is not null)
                {
                    report.Done(_texts.Backend, address.ToString());
                    return;
                }
            }

            report.Failed(_texts.Backend, address.ToString());
        }
        catch (LemException e)
        {
            report.Failed(_texts.Backend, $"{address} {BackendConnection.Explain(e)}");
        }
    }
}
