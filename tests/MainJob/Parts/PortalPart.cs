using System.Globalization;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.MainJob.Parts;

/// <summary>The portal with its configuration.</summary>
public sealed class PortalPart
{
    readonly string _config;

    PortalPart(Part process, string url, string config, string certificateFile) => (Process, Url, _config, CertificateFile) = (process, url, config, certificateFile);

    public Part Process { get; }

    public string Url { get; }

    /// <summary>The certificate it shows, PEM.</summary>
    public string CertificateFile { get; }

    /// <summary>Invites a person to register a passkey.</summary>
    /// <returns>The link to open, once.</returns>
    public async Task<string> InviteAsync(string name, CancellationToken cancellation)
    {
        var output = await CommandLine.RunAsync([Programs.PathOf("Portal.Web"), "invite", "--config", _config, "--name", name], cancellation);
        return output.TrimEnd().Split('\n')[^1];
    }

    internal static async Task<PortalPart> StartAsync(
        string folder, int port, string database, BackendPart backend, PrivateAuthority authority, Callers callers, Action<Part> own, CancellationToken cancellation)
    {
        var (certificate, key) = authority.Issue("portal");
        var token = Path.Combine(Directory.CreateDirectory(folder).FullName, "backend.token");
        await File.WriteAllTextAsync(token, callers.TokenOf("Portal"), cancellation);
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var config = ConfigFile.Write(
            Path.Combine(folder, "portal.json"),
            new
            {
                Listen = new { Address = "127.0.0.1", Port = port, CertificateFile = certificate, KeyFile = key },
                Database = database,
                Backend = new { Address = backend.Url, CaFile = authority.RootFile, TokenFile = token },
            });
        var ready = Path.Combine(folder, "ready");
        var portal = new PortalPart(
            new("portal", folder, [Programs.PathOf("Portal.Web"), "--config", config, "--ready-file", ready], ready),
            string.Create(CultureInfo.InvariantCulture, $"https://localhost:{port}"),
            config,
            certificate);
        own(portal.Process);
        await portal.Process.StartAsync(cancellation);
        return portal;
    }
}
