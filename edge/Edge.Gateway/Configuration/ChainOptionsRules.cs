using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Edge.Identity;

namespace LocalEnergyMarket.Edge.Gateway.Configuration;

/// <summary>What must hold of the values with which the box follows the chain.</summary>
public static class ChainOptionsRules
{
    /// <summary>One sentence a mistake, naming the key.</summary>
    public static IEnumerable<string> Mistakes(ChainOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Places(options).Concat(new[]
        {
            BoxOptionsRules.Range("Chain.PollSeconds", options.PollSeconds, 1, 60),
            BoxOptionsRules.Range("Chain.IdleSeconds", options.IdleSeconds, options.PollSeconds, 3600),
            BoxOptionsRules.Range("Chain.ExpirySeconds", options.ExpirySeconds, 10, 3600),
        }.OfType<string>());
    }

    /// <summary>What is pinned is what the box was enrolled for: the backend's requests are signed for that chain too.</summary>
    /// <exception cref="ConfigurationException">It is not.</exception>
    public static void Hold(ChainOptions options, BoxIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(identity);
        if (options.ChainId is { } chain && !string.Equals(chain, identity.ChainId, StringComparison.OrdinalIgnoreCase))
        {
            throw new ConfigurationException($"Chain.ChainId: the box was enrolled for the chain {identity.ChainId}, not {chain}: enrol it again, or put that right.");
        }

        if (options.Contract is { } contract && contract != identity.ContractAccount)
        {
            throw new ConfigurationException($"Chain.Contract: the box was enrolled for the contract {identity.ContractAccount}, not {contract}: enrol it again, or put that right.");
        }
    }

    static IEnumerable<string> Places(ChainOptions options)
    {
        if (options.Endpoints.Count == 0)
        {
            yield return "Chain.Endpoints: give at least one, for example https://node.example:8888.";
        }

        foreach (var endpoint in options.Endpoints)
        {
            if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                yield return $"Chain.Endpoints: '{endpoint}' is not an http or https URL.";
            }
        }

        if (options.ChainId is { } chain && (chain.Length != 64 || !chain.All(char.IsAsciiHexDigit)))
        {
            yield return "Chain.ChainId: it has 64 hex digits.";
        }

        if (options.Contract is { } contract && !IsName(contract))
        {
            yield return $"Chain.Contract: '{contract}' is not an account's name.";
        }
    }

    static bool IsName(string text)
    {
        try
        {
            return Name.Parse(text).ToString() == text && text.Length > 0;
        }
        catch (EosioFormatException)
        {
            return false;
        }
    }
}
