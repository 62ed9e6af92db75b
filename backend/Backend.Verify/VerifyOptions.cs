using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Verify;

/// <summary>The command line: <c>FILE --chain URL [--contract ACCOUNT] [--chain-id HEX] [--json]</c>, with or without a leading <c>verify</c>.</summary>
/// <param name="Contract">The account that carries the market's contract.</param>
/// <param name="ChainId">The chain the node must be of, 64 hex digits; null to take the node's word.</param>
sealed record VerifyOptions(string File, string Chain, Name Contract, string? ChainId, bool Json)
{
    public const string Usage = """
        lem verify FILE --chain URL [--contract ACCOUNT] [--chain-id HEX] [--json]

        Checks an auditor's export of a timeslot, or a customer's proofs, against the anchors on the chain. No database is needed.

          FILE        the JSON document (docs/evidence.md)
          --chain     a nodeos, for example http://127.0.0.1:8888
          --contract  the account of the market's contract; lem.market if not given
          --chain-id  the chain that the node must be of
          --json      the findings as JSON

        Exit status: 0 everything holds, 1 something does not hold, 2 it could not be checked.
        """;

    /// <exception cref="FormatException">The arguments are not understood; the message says which.</exception>
    public static VerifyOptions Parse(IEnumerable<string> args)
    {
        var (file, chain, contract, chainId, json) = ((string?)null, (string?)null, MarketContract.DefaultAccount, (string?)null, false);
        var rest = new Queue<string>(args);
        if (rest.TryPeek(out var first) && first is "verify")
        {
            rest.Dequeue();
        }

        while (rest.TryDequeue(out var argument))
        {
            switch (argument)
            {
                case "--chain": chain = Value(rest, argument); break;
                case "--contract": contract = Account(Value(rest, argument)); break;
                case "--chain-id": chainId = Value(rest, argument); break;
                case "--json": json = true; break;
                case var unknown when unknown.StartsWith('-'): throw new FormatException($"The option {unknown} is not known.");
                case var more when file is not null: throw new FormatException($"One file at a time: {file} or {more}.");
                default: file = argument; break;
            }
        }

        return new(
            file ?? throw new FormatException("The file to check is missing."),
            chain ?? throw new FormatException("The chain is missing: give --chain and the URL of a nodeos."),
            contract,
            chainId,
            json);
    }

    static string Value(Queue<string> rest, string option) => rest.TryDequeue(out var value) ? value : throw new FormatException($"{option} needs a value.");

    static Name Account(string text)
    {
        try
        {
            return Name.Parse(text);
        }
        catch (EosioFormatException e)
        {
            throw new FormatException($"--contract: {e.Message}", e);
        }
    }
}
