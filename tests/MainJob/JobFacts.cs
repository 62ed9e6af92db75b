using LocalEnergyMarket.Protos.Quantities;
using LocalEnergyMarket.Protos.V1;

namespace LocalEnergyMarket.MainJob;

/// <summary>What the main job found out, step by step.</summary>
public sealed class JobFacts
{
    /// <summary>The quarter hour that travels through everything.</summary>
    public Timeslot Timeslot { get; internal set; }

    /// <summary>Forecast of each unit in the timeslot.</summary>
    public IReadOnlyDictionary<string, UnitForecast> Forecasts { get; internal set; } = new Dictionary<string, UnitForecast>(StringComparer.Ordinal);

    public TradePlan? Plan { get; internal set; }

    public string SoldOfferId { get; internal set; } = "";

    public string UnsoldOfferId { get; internal set; } = "";

    /// <summary>What the market said to the offer above the forecast.</summary>
    public string OfferRejection { get; internal set; } = "";

    /// <summary>What the market said to the bid that was too low.</summary>
    public string BidRejection { get; internal set; } = "";

    public GetResultResponse? Result { get; internal set; }

    public DataEvent? DataEvent { get; internal set; }

    public IReadOnlyList<SlotEnergy> Energies { get; internal set; } = [];

    public GetSettlementResponse? Settlement { get; internal set; }

    public IReadOnlyList<Anchor> Anchors { get; internal set; } = [];

    /// <summary>What lem verify said to the auditor's export, to a customer's proofs, and to the copy with one digit changed.</summary>
    public IReadOnlyList<Verification> Verifications { get; internal set; } = [];
}

/// <summary>A run of lem verify.</summary>
/// <param name="Document">What was checked, for people.</param>
public sealed record Verification(string Document, string File, int ExitStatus, string Output);
