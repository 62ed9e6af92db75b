using System.Globalization;
using LocalEnergyMarket.Backend.Evidence.Audits;
using LocalEnergyMarket.Backend.Verify.Chain;
using LocalEnergyMarket.Contracts.Eosio;

namespace LocalEnergyMarket.Backend.Verify;

/// <summary>What to tell the person of an exception.</summary>
static class Complaint
{
    /// <summary>Null for what is a defect of this program.</summary>
    public static Phrase? Of(Exception e, CancellationToken cancellation) => e switch
    {
        EosioFormatException => new($"this is no answer of a nodeos: {e.Message}", $"das ist keine Antwort eines nodeos: {e.Message}"),
        FormatException => new($"{e.Message} 'lem verify --help' shows what can be checked and how.", $"{e.Message} 'lem verify --help' zeigt, was sich wie prüfen lässt."),
        EosioApiException => new($"the chain refused: {e.Message}. Are --chain and --contract right?", $"die Chain lehnte ab: {e.Message}. Stimmen --chain und --contract?"),
        HttpRequestException => new(
            $"the chain does not answer: {e.Message} Is the URL right and the node running?", $"die Chain antwortet nicht: {e.Message} Stimmt die URL, und läuft der Knoten?"),
        UnauthorizedAccessException or IOException => new($"the file cannot be read: {e.Message}", $"die Datei lässt sich nicht lesen: {e.Message}"),
        OperationCanceledException when cancellation.IsCancellationRequested => new("interrupted.", "abgebrochen."),
        OperationCanceledException => new(
            string.Create(CultureInfo.InvariantCulture, $"the chain did not answer within {Nodes.Patience.TotalSeconds} seconds."),
            string.Create(CultureInfo.InvariantCulture, $"die Chain antwortete nicht innerhalb von {Nodes.Patience.TotalSeconds} Sekunden.")),
        _ => null,
    };
}
