using System.Text.Json.Nodes;
using LocalEnergyMarket.Edge.Gateway.Configuration;
using LocalEnergyMarket.Edge.Provisioning.Configuring;
using LocalEnergyMarket.Edge.Provisioning.Problems;

namespace LocalEnergyMarket.Edge.Provisioning.Steps;

/// <summary>What the first configuration needs.</summary>
/// <param name="OwnerKey">PEM file with the key that the TPM's owner password is sealed to; null: it is written as it is.</param>
sealed record FirstConfiguration(IReadOnlyList<string> Backends, string? AuthorityFile, string? Tpm, string? Proxy, string? OwnerKey);

/// <summary>The first step: configuration, computer, TPM and key, way to the backends.</summary>
static class InitStep
{
    public static async Task RunAsync(Work work, FirstConfiguration first, CancellationToken cancellationToken)
    {
        var options = Configuration(work, first);
        SystemChecks.Run(work, options);
        using (var key = await TpmStep.OpenAsync(work, options.Tpm, create: true, cancellationToken))
        {
            await TpmStep.EndorsementAsync(work, key, cancellationToken);
            await TpmStep.OwnerAsync(work, key, first.OwnerKey, cancellationToken);
            if (Work.FindIdentity(options) is { } identity && identity.PublicKey != key.PublicKeyHex)
            {
                work.Output.Failed("identity", work.Say("Identität", "Identity"), new(ProblemId.KeyOther, identity.BoxId), new() { ["boxId"] = identity.BoxId });
            }
        }

        await BackendProbe.RunAsync(work, options, cancellationToken);
        if (work.Output.ExitCode == 0)
        {
            work.Progress().Done("init");
        }
    }

    static BoxOptions Configuration(Work work, FirstConfiguration first)
    {
        if (!File.Exists(work.Config))
        {
            var backends = first.Backends.Count > 0
                ? first.Backends
                : [work.Terminal.Ask("Adresse des Backends", "Address of the backend", "--backend", "https://backend.example:8443", Https)];
            var authority = first.AuthorityFile
                ?? work.Terminal.Ask("Datei mit der Zertifizierungsstelle des Versorgers", "File with the supplier's certificate authority", "--authority", "authority.pem");
            BoxFile.Create(work.Config, backends, authority, first.Tpm ?? "/dev/tpmrm0", first.Proxy);
            work.Output.Done("configuration", work.Say("Konfiguration", "Configuration"), work.Say($"{work.Config} angelegt", $"{work.Config} written"), Data(work, made: true));
        }

        var options = work.Options();
        if (first.Backends.Count > 0 && !first.Backends.SequenceEqual(options.Backends, StringComparer.Ordinal))
        {
            work.Output.Note(
                "configuration", work.Say("Konfiguration", "Configuration"),
                work.Say($"{work.Config} gibt es schon; die Angaben auf der Befehlszeile gelten nur für die erste", $"{work.Config} is there already; what is given on the command line is for the first one only"));
        }

        work.Output.Done("configuration", work.Say("Konfiguration", "Configuration"), work.Config, Data(work, made: false));
        return options;

        string? Https(string text) =>
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps ? null : work.Say("Eine Adresse wie https://backend.example:8443", "An address such as https://backend.example:8443");
    }

    static JsonObject Data(Work work, bool made) => new() { ["path"] = Path.GetFullPath(work.Config), ["made"] = made };
}
