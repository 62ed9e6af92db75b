using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Contracts.Deploy;

/// <summary>Private keys, one a line; empty lines and lines that start with # are left out. Nothing of them is ever printed.</summary>
static class KeyFile
{
    /// <summary>The key that every development chain starts with, published by EOSIO: worth nothing anywhere else.</summary>
    public const string DevelopmentKey = "5KQwrPbwdL6PhXujxW37FSSQZ1JiwsST4cqQzDeyXtP79zkvFD3";

    /// <exception cref="DeploymentException">No keys, or a line that is none.</exception>
    public static IReadOnlyList<PrivateKey> Read(FileInfo file)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file.FullName);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DeploymentException($"The key file {file.FullName} cannot be read: {unreadable.Message}", unreadable);
        }

        var keys = lines.Index()
            .Select(line => (Number: line.Index + 1, Text: line.Item.Trim()))
            .Where(line => line.Text.Length > 0 && line.Text[0] != '#')
            .Select(line => Parse(file, line.Number, line.Text))
            .ToList();
        return keys.Count > 0 ? keys : throw new DeploymentException($"The key file {file.FullName} has no key: one private key a line expected.");
    }

    static PrivateKey Parse(FileInfo file, int line, string text)
    {
        try
        {
            return PrivateKey.Parse(text);
        }
        catch (EosioFormatException notAKey)
        {
            throw new DeploymentException($"{file.FullName}, line {line}: {notAKey.Message}", notAKey);
        }
    }
}
