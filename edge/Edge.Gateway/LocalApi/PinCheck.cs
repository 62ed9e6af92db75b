using System.Security.Cryptography;
using System.Text;
using LocalEnergyMarket.Edge.Gateway.Configuration;

namespace LocalEnergyMarket.Edge.Gateway.LocalApi;

enum PinResult
{
    Missing,
    Right,
    Wrong,

    /// <summary>It was not even looked at.</summary>
    TooMany,
}

/// <summary>The technician's PIN, as the password of HTTP's basic authentication (RFC 7617). Who guesses gets five tries a minute, whoever guesses.</summary>
public sealed class PinCheck
{
    const int MostWrong = 5;
    const int Shortest = 6;

    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    readonly TimeProvider _real;
    readonly Queue<long> _wrong = [];
    readonly Lock _lock = new();

    PinCheck(string? pin, TimeProvider real) => (Pin, _real) = (pin, real);

    /// <summary>Null if there is none.</summary>
    internal string? Pin { get; }

    /// <exception cref="ConfigurationException">The file cannot be read, or the PIN is too short.</exception>
    public static PinCheck Load(string? file, TimeProvider real)
    {
        if (file is null)
        {
            return new(null, real);
        }

        try
        {
            var pin = File.ReadAllText(file).Trim();
            return pin.Length >= Shortest ? new(pin, real) : throw new ConfigurationException($"Local.PinFile: the PIN in '{file}' has fewer than {Shortest} characters.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"Local.PinFile: '{file}' cannot be read: {e.Message}", e);
        }
    }

    internal PinResult Check(string authorization)
    {
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return PinResult.Missing;
        }

        lock (_lock)
        {
            while (_wrong.TryPeek(out var at) && _real.GetElapsedTime(at) > Window)
            {
                _wrong.Dequeue();
            }

            if (_wrong.Count >= MostWrong)
            {
                return PinResult.TooMany;
            }

            if (CryptographicOperations.FixedTimeEquals(SHA256.HashData(Given(authorization)), SHA256.HashData(Encoding.UTF8.GetBytes($"service:{Pin}"))))
            {
                return PinResult.Right;
            }

            _wrong.Enqueue(_real.GetTimestamp());
            return PinResult.Wrong;
        }
    }

    static byte[] Given(string authorization)
    {
        try
        {
            return Convert.FromBase64String(authorization["Basic ".Length..].Trim());
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
