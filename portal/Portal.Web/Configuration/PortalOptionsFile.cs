namespace LocalEnergyMarket.Portal.Web.Configuration;

/// <summary>Reads <see cref="PortalOptions"/> and checks them.</summary>
public static class PortalOptionsFile
{
    /// <exception cref="ConfigurationException">The file cannot be read, or values are wrong; the message names each key.</exception>
    public static PortalOptions Load(string path)
    {
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            throw new ConfigurationException($"The configuration {file} is not there.");
        }

        try
        {
            var configuration = new ConfigurationBuilder().AddJsonFile(file, optional: false).AddEnvironmentVariables("LEM_PORTAL_").Build();
            var options = new PortalOptions();
            configuration.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
            Complete(options, Path.GetDirectoryName(file)!);
            return options;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new ConfigurationException($"The configuration {file} is not understood: {e.Message} {e.InnerException?.Message}".TrimEnd());
        }
    }

    /// <summary>Fills in defaults, makes paths absolute, and checks.</summary>
    /// <exception cref="ConfigurationException">Values are wrong; the message names each key.</exception>
    public static void Complete(PortalOptions options, string folder)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (listen, backend) = (options.Listen, options.Backend);
        listen.CertificateFile = Absolute(folder, listen.CertificateFile);
        listen.KeyFile = Absolute(folder, listen.KeyFile);
        backend.CaFile = Absolute(folder, backend.CaFile);
        backend.TokenFile = Absolute(folder, backend.TokenFile);
        options.Origin = options.Origin.Length > 0 ? options.Origin.TrimEnd('/') : FormattableString.Invariant($"https://localhost:{listen.Port}");
        if (PortalOptionsRules.Mistakes(options).ToList() is { Count: > 0 } mistakes)
        {
            throw new ConfigurationException(string.Join(' ', mistakes));
        }
    }

    static string Absolute(string folder, string path) => path.Length == 0 ? "" : Path.GetFullPath(path, folder);
}

/// <summary>The portal cannot start as it is configured; the message is one line for the person who configured it.</summary>
public sealed class ConfigurationException(string message) : Exception(message);
