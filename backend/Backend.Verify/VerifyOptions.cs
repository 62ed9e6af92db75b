using System.Globalization;
using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Contracts.Eosio;
using LocalEnergyMarket.Contracts.Market;

namespace LocalEnergyMarket.Backend.Verify;

/// <summary>The command line, with or without a leading <c>verify</c>.</summary>
/// <param name="Chains">Nodes, each of which is asked; none with <paramref name="Anchors"/>.</param>
/// <param name="Quorum">How many nodes must say the same.</param>
/// <param name="Contract">The account that carries the market's contract.</param>
/// <param name="ChainId">The chain the nodes must be of, 64 hex digits; null to take the nodes' word.</param>
/// <param name="Save">File to which the nodes' answers are written; null if none.</param>
/// <param name="Anchors">File with nodes' answers, instead of nodes; null to ask nodes.</param>
sealed record VerifyOptions(
    string File, IReadOnlyList<string> Chains, int Quorum, Name Contract, string? ChainId, bool Json, Language Language, string? Save, string? Anchors)
{
    static readonly string[] LanguageVariables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    public static readonly Phrase Usage = new(
        """
        lem verify FILE --chain URL [--chain URL]... [--quorum N] [--contract ACCOUNT] [--chain-id HEX]
                        [--save ANSWERS | --anchors ANSWERS] [--language de|en] [--json]

        Checks an auditor's export of a timeslot, or a customer's proofs, against the anchors on the chain. No database is needed.

          FILE        the JSON document (docs/evidence.md)
          --chain     a nodeos, for example http://127.0.0.1:8888; several are asked each, and must say the same
          --quorum    so many of them must say the same; who says otherwise is named. All of them if not given
          --contract  the account of the market's contract; lem.market if not given
          --chain-id  the chain that the nodes must be of
          --save      writes what the nodes say to a file
          --anchors   checks against such a file instead of a node: no network is needed
          --language  de or en; that of LANG if not given
          --json      the findings as JSON

        Exit status: 0 everything holds, 1 something does not hold, 2 it could not be checked.
        """,
        """
        lem verify DATEI --chain URL [--chain URL]... [--quorum N] [--contract KONTO] [--chain-id HEX]
                         [--save ANTWORTEN | --anchors ANTWORTEN] [--language de|en] [--json]

        Prüft den Auszug einer Viertelstunde oder die Nachweise eines Kunden gegen die Anker auf der Chain. Eine Datenbank ist nicht nötig.

          DATEI       das JSON-Dokument (docs/evidence.md)
          --chain     ein nodeos, zum Beispiel http://127.0.0.1:8888; mehrere werden alle gefragt und müssen dasselbe sagen
          --quorum    so viele davon müssen dasselbe sagen; wer anderes sagt, wird genannt. Sonst alle
          --contract  das Konto des Marktvertrags; sonst lem.market
          --chain-id  die Chain, zu der die Knoten gehören müssen
          --save      schreibt in eine Datei, was die Knoten sagen
          --anchors   prüft gegen eine solche Datei statt gegen einen Knoten: ohne Netz
          --language  de oder en; sonst nach LANG
          --json      die Befunde als JSON

        Exit-Status: 0 alles stimmt, 1 etwas stimmt nicht, 2 es ließ sich nicht prüfen.
        """);

    /// <summary>That of the option if it is given, otherwise the environment's.</summary>
    public static Language LanguageOf(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var given = args.SkipWhile(arg => arg is not "--language").Skip(1).FirstOrDefault()
            ?? LanguageVariables.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return given?.StartsWith("de", StringComparison.Ordinal) == true ? Language.German : Language.English;
    }

    /// <exception cref="FormatException">The arguments are not understood; the message says which.</exception>
    public static VerifyOptions Parse(IReadOnlyList<string> args, Language language)
    {
        var (file, chains, quorum, contract, chainId) = ((string?)null, new List<string>(), 0, MarketContract.DefaultAccount, (string?)null);
        var (json, save, anchors) = (false, (string?)null, (string?)null);
        var rest = new Queue<string>(args);
        if (rest.TryPeek(out var first) && first is "verify")
        {
            rest.Dequeue();
        }

        while (rest.TryDequeue(out var argument))
        {
            switch (argument)
            {
                case "--chain": chains.Add(Url(Value(rest, argument))); break;
                case "--quorum": quorum = Number(Value(rest, argument)); break;
                case "--contract": contract = Account(Value(rest, argument)); break;
                case "--chain-id": chainId = Value(rest, argument); break;
                case "--save": save = Value(rest, argument); break;
                case "--anchors": anchors = Value(rest, argument); break;
                case "--json": json = true; break;
                case "--language": _ = Value(rest, argument) is "de" or "en" ? true : throw new FormatException("--language is de or en."); break;
                case var unknown when unknown.StartsWith('-'): throw new FormatException($"The option {unknown} is not known.");
                case var more when file is not null: throw new FormatException($"One file at a time: {file} or {more}.");
                default: file = argument; break;
            }
        }

        return Checked(new(
            file ?? throw new FormatException("The file to check is missing."),
            [.. chains.Distinct(StringComparer.Ordinal)], quorum, contract, chainId, json, language, save, anchors));
    }

    static VerifyOptions Checked(VerifyOptions options)
    {
        var (nodes, offline) = (options.Chains.Count, options.Anchors is not null);
        return nodes == 0 && !offline ? throw new FormatException("The chain is missing: give --chain and the URL of a nodeos.")
            : offline && (nodes > 0 || options.Save is not null) ? throw new FormatException("--anchors is instead of --chain and --save.")
            : !offline && options.Quorum > nodes ? throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"--quorum {options.Quorum} of {nodes} different nodes is not possible."))
            : options;
    }

    static string Value(Queue<string> rest, string option) => rest.TryDequeue(out var value) ? value : throw new FormatException($"{option} needs a value.");

    static string Url(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        ? text.TrimEnd('/')
        : throw new FormatException($"--chain: '{text}' is not an http or https URL.");

    static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : throw new FormatException($"--quorum: '{text}' is no number from 1.");

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
