using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace LocalEnergyMarket.Backend.Server.Hosting;

/// <summary>Reads the options from file and environment and checks all of them before anything starts.</summary>
static class ConfigurationFile
{
    /// <exception cref="InvalidDataException">The file or a key in it is not right; the message says which and what to write.</exception>
    public static ServerOptions Read(string path)
    {
        var options = Load(path);
        Check(options, "");
        foreach (var (market, index) in options.Markets.Select((market, index) => (market, index)))
        {
            Check(market, $"Markets:{index}:");
        }

        return options;
    }

    static ServerOptions Load(string path)
    {
        try
        {
            var configuration = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false).AddEnvironmentVariables("LEM_").Build();
            return configuration.Get<ServerOptions>() ?? new();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException or InvalidDataException)
        {
            // The outer exception knows the key, the innermost one the place in the file.
            throw new InvalidDataException($"--config {path}: {string.Join(' ', Messages(e))}", e);
        }
    }

    static IEnumerable<string> Messages(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            yield return e.Message;
        }
    }

    static void Check(object section, string prefix)
    {
        foreach (var property in section.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetValue(section);
            var failed = property.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(rule => !rule.IsValid(value));
            if (failed is not null)
            {
                throw new InvalidDataException($"{prefix}{property.Name} in the configuration: {failed.FormatErrorMessage(property.Name)}");
            }

            if (value is not null && property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
            {
                Check(value, $"{prefix}{property.Name}:");
            }
        }
    }
}
