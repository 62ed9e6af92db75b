namespace LocalEnergyMarket.Portal.Web.Configuration;

/// <summary>
/// The portal's configuration: a JSON file given by <c>--config</c>, overridden by environment variables (<c>LEM_PORTAL_Database</c>,
/// <c>LEM_PORTAL_Backend__Address</c>, …). Relative paths are relative to the file's folder. Checked when the portal starts.
/// </summary>
public sealed class PortalOptions
{
    public ListenOptions Listen { get; set; } = new();

    /// <summary>
    /// What people type into their browser, scheme and host and port: passkeys are bound to it. Default <c>https://localhost:{Listen:Port}</c>.
    /// </summary>
    public string Origin { get; set; } = "";

    /// <summary>PostgreSQL, as an Npgsql connection string. The portal keeps only sign-in data, in the schema <c>portal</c>.</summary>
    public string Database { get; set; } = "";

    public BackendOptions Backend { get; set; } = new();

    /// <summary>The language for a browser that asks for neither: <c>de</c> (default) or <c>en</c>.</summary>
    public string DefaultLanguage { get; set; } = "de";
}

public sealed class ListenOptions
{
    /// <summary>The IP address to listen on. Default 127.0.0.1.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port for HTTPS, 1 to 65535. Default 9443.</summary>
    public int Port { get; set; } = 9443;

    /// <summary>PEM file: the portal's certificate, then its issuers.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM file: the certificate's private key.</summary>
    public string KeyFile { get; set; } = "";
}

public sealed class BackendOptions
{
    /// <summary>The backend, for example <c>https://localhost:8443</c>; several are separated by commas, and the next is called when one does not answer.</summary>
    public string Address { get; set; } = "";

    /// <summary>Each of them.</summary>
    internal IReadOnlyList<string> Addresses => Address.Split(',', StringSplitOptions.TrimEntries);

    /// <summary>PEM file: the certificate authorities that the backend's certificate must lead to, and no others.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>File with the bearer token that the portal shows to the backend; the role Portal there.</summary>
    public string TokenFile { get; set; } = "";

    /// <summary>How long an answer is waited for, seconds, 1 to 60. Default 10.</summary>
    public int TimeoutSeconds { get; set; } = 10;
}
