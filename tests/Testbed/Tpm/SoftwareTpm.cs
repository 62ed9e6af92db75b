using System.Globalization;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Testbed.Tpm;

/// <summary>
/// A TPM 2.0 in software (swtpm) with a state folder of its own and an endorsement key certified by a local authority, as the
/// factory does it for a chip.
/// </summary>
public sealed class SoftwareTpm : IAsyncDisposable
{
    const int MostAttempts = 5;

    readonly string _folder;
    ChildProcess? _server;

    SoftwareTpm(string folder, int port) => (_folder, Port) = (folder, port);

    /// <summary>The TCP port on 127.0.0.1 that takes commands; the control port is the next.</summary>
    public int Port { get; }

    /// <summary>The folder with the certificates (PEM) of the authority that certified the endorsement key: the roots to trust.</summary>
    public string AuthorityFolder => Path.Combine(_folder, "ca");

    public static async Task<SoftwareTpm> StartAsync(string folder, CancellationToken cancellation, int port = 0)
    {
        for (var attempt = 1; ; attempt++)
        {
            var tpm = new SoftwareTpm(Path.GetFullPath(folder), port == 0 ? FreePorts.Pair() : port);
            await tpm.ManufactureAsync(cancellation);
            try
            {
                await tpm.PowerOnAsync(cancellation);
                return tpm;
            }
            catch (TestbedException e) when (port == 0 && attempt < MostAttempts && e.Message.Contains("Address already in use", StringComparison.Ordinal))
            {
                // Another process took a port between our look and swtpm's.
                await tpm.DisposeAsync();
            }
        }
    }

    /// <summary>As a power cut would; persistent keys stay.</summary>
    public async Task PowerOffAsync()
    {
        await _server!.KillAsync();
        await _server.DisposeAsync();
        _server = null;
    }

    public async Task PowerOnAsync(CancellationToken cancellation)
    {
        var state = StateFolder;
        _server = ChildProcess.Start(
            "swtpm",
            _folder,
            ["swtpm", "socket", "--tpm2", "--tpmstate", $"dir={state}",
                "--server", string.Create(CultureInfo.InvariantCulture, $"type=tcp,port={Port},bindaddr=127.0.0.1"),
                "--ctrl", string.Create(CultureInfo.InvariantCulture, $"type=tcp,port={Port + 1},bindaddr=127.0.0.1"),
                "--flags", "not-need-init,startup-clear", "--seccomp", "action=kill", "--pid", $"file={Path.Combine(state, "swtpm.pid")}"]);
        await _server.UntilAsync(
            "it listens", async token => await LoopbackPort.ListensAsync(Port + 1, token), TimeSpan.FromSeconds(20), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    string StateFolder => Path.Combine(_folder, "state");

    async Task ManufactureAsync(CancellationToken cancellation)
    {
        if (File.Exists(Path.Combine(StateFolder, "tpm2-00.permall")))
        {
            return;
        }

        Directory.CreateDirectory(StateFolder);
        Directory.CreateDirectory(AuthorityFolder);
        string In(string name) => Path.Combine(_folder, name);
        await File.WriteAllTextAsync(
            In("setup.conf"),
            $"""
            create_certs_tool= /usr/bin/swtpm_localca
            create_certs_tool_config = {In("localca.conf")}
            create_certs_tool_options = {In("localca.options")}
            active_pcr_banks = sha256

            """,
            cancellation);
        await File.WriteAllTextAsync(
            In("localca.conf"),
            $"""
            statedir = {AuthorityFolder}
            signingkey = {Path.Combine(AuthorityFolder, "signkey.pem")}
            issuercert = {Path.Combine(AuthorityFolder, "issuercert.pem")}
            certserial = {Path.Combine(AuthorityFolder, "certserial")}

            """,
            cancellation);
        await File.WriteAllTextAsync(
            In("localca.options"),
            "--platform-manufacturer LocalEnergyMarket\n--platform-version 1.0\n--platform-model EdgeGateway\n",
            cancellation);
        string[] asRoot = Environment.UserName == "root" ? ["--runas", "root"] : [];
        await CommandLine.RunAsync(
            ["swtpm_setup", "--tpm2", .. asRoot, "--tpmstate", StateFolder, "--config", In("setup.conf"), "--create-ek-cert", "--overwrite",
                "--logfile", In("setup.log")],
            cancellation);
    }
}
